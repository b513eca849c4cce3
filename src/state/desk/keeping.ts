import type { ToneScore } from '../../tasks/sentiment.ts';
import { failureOf } from '../failure.ts';
import type { ChosenModel, LibraryPort } from '../ports.ts';
import type { Analysis, DeskStore } from './state.ts';

/** Milliseconds between two writes of scores while they stream in. */
const SCORES_EVERY_MS = 2_000;

/** Stores what was computed about the current document, beside its text. */
export interface Keeper {
  keepSegmentation(analysis: Analysis): void;
  /** Called as often as one likes; writes now and then, and always what came last. */
  keepScores(analysis: Analysis, model: ChosenModel): void;
  /** Writes what is waiting, before the document changes. */
  flush(): Promise<void>;
}

/** @param saved resolves when the text in the store has its revision */
export function createKeeper(store: DeskStore, library: LibraryPort, saved: () => Promise<void>): Keeper {
  let writing: Promise<void> = Promise.resolve();
  let timer: ReturnType<typeof setTimeout> | undefined;
  let waiting: { analysis: Analysis; model: ChosenModel } | undefined;

  /** One write after another; a failure is shown and does not stop the next. */
  const write = (work: () => Promise<void>) => {
    writing = writing.then(work).catch((cause: unknown) => store.setState({ failure: failureOf(cause) }));
    return writing;
  };
  /** The stored document that an analysis is about; none where the text has moved on since. */
  const documentOf = (analysis: Analysis) => {
    const { current, text, saving } = store.getState();
    return current !== undefined && text === analysis.text && saving === 'saved' ? current : undefined;
  };
  const writeScores = (analysis: Analysis, model: ChosenModel) =>
    write(async () => {
      await saved();
      const document = documentOf(analysis);
      if (document === undefined) return;
      const scores = scoresBy(model, analysis);
      await library.saveScores(document.id, { ...model, revision: document.revision, scores });
    });
  const flush = () => {
    clearTimeout(timer);
    timer = undefined;
    const last = waiting;
    waiting = undefined;
    return last === undefined ? writing : writeScores(last.analysis, last.model);
  };

  return {
    flush,
    keepSegmentation(analysis) {
      void write(async () => {
        await saved();
        const document = documentOf(analysis);
        if (document === undefined) return;
        await library.saveSegmentation(document.id, document.revision, analysis.segmentation);
      });
    },
    keepScores(analysis, model) {
      waiting = { analysis, model };
      timer ??= setTimeout(() => void flush(), SCORES_EVERY_MS);
    },
  };
}

/** What one model said, parallel to the sentences. */
function scoresBy(model: ChosenModel, { board, segmentation }: Analysis): (ToneScore | null)[] {
  return segmentation.sentences.map((_, i) => {
    const score = board.get(i);
    if (score === undefined || score.packHash !== model.packHash || score.head !== model.head) return null;
    const { label, probabilities, confidence, tokens, truncated } = score;
    return { label, probabilities, confidence, tokens, truncated };
  });
}
