import { createStore, type StoreApi } from 'zustand/vanilla';
import type { DocumentSource } from '../../storage/types.ts';
import type { Failure } from '../failure.ts';
import { type Filter, NO_FILTER, nextMatch, toggleTone } from '../filter.ts';
import type { JournalEntry, JournalPort } from '../journal.ts';
import type { EnginePort, LibraryPort, ModelPort, TextPort } from '../ports.ts';
import type { Tone } from '../tone.ts';
import { createAnalyst } from './analysis.ts';
import { createJobs } from './jobs.ts';
import { createKeeper } from './keeping.ts';
import { createLibrary, type Library } from './library.ts';
import { createSaver } from './saving.ts';
import { createScorer } from './scoring.ts';
import { createDeskStore, type DeskStore, EMPTY_DOCUMENT } from './state.ts';

export interface DeskServices {
  readonly library: LibraryPort;
  readonly texts: TextPort;
  readonly journal: JournalPort;
  readonly engine: EnginePort;
  readonly model: ModelPort;
  readonly words: { readonly untitled: string; copyTitle(title: string): string };
  onImported(title: string, encoding: string, note: string | undefined): void;
}

/** A pause in typing of this long is followed by a new cut; long texts wait for a longer one. */
const CUT_AFTER_MS = 800;
const LONG_TEXT = 200_000;

/** The Desk: the open document, its sentences and tones, and everything that a reader can do to them. */
export interface Desk extends Library {
  readonly store: DeskStore;
  /** Half-open range of the sentences in view: apart, because it changes with every scroll. */
  readonly view: StoreApi<{ readonly first: number; readonly last: number }>;
  /** The text changed by typing. */
  type(text: string): void;
  /** A text was pasted into an empty document: it becomes a document of its own and is read. */
  paste(text: string, source?: DocumentSource): Promise<void>;
  setMode(mode: 'edit' | 'read'): void;
  select(sentence: number | undefined): void;
  step(direction: 1 | -1): void;
  setFilter(patch: Partial<Filter>): void;
  toggleTone(tone: Tone): void;
  clearFilter(): void;
  /** Reads what is left, after a cancel, an error or a change of model. */
  score(): Promise<void>;
  analyse(): Promise<void>;
  cancel(): void;
  /** Names the sentences in view. */
  seen(first: number, last: number): void;
  /**
   * Another model reads from now on: what was never read is read, what another model read is shown as such.
   *
   * @param lookUp what the new model said earlier may be stored: it is shown again
   */
  modelChanged(lookUp: boolean): Promise<void>;
  /** Another tab changed a document: shown at once where it is only read here, and never under a caret. */
  follow(id: string): Promise<void>;
  dismissFailure(): void;
  dismissConflict(): void;
  /** Another tab deleted a document: said where it is shown here. */
  lost(id: string): void;
  /** Another tab brought a document back. */
  found(id: string): void;
  /** Stores a document again that another tab deleted. */
  keep(): Promise<void>;
  dismissGone(): void;
  /** Shows a text that an earlier page could not store, and this one neither. @returns false where something is open */
  resume(entry: JournalEntry, failure: Failure): boolean;
  /** Saves at once, for a page that may be about to go. */
  flush(): Promise<void>;
  /** Notes what is not saved, before it returns. @returns false where that could not be done */
  jot(): boolean;
}

export function createDesk(services: DeskServices): Desk {
  const { library, texts, journal, engine, model, words } = services;
  const store = createDeskStore();
  const view = createStore(() => ({ first: 0, last: 0 }));
  const jobs = createJobs(store);
  const saver = createSaver(store, library, journal, words.untitled, words.copyTitle);
  const keeper = createKeeper(store, library, () => saver.flush());
  const scorer = createScorer(engine, (analysis, chosen) => keeper.keepScores(analysis, chosen));
  const analyst = createAnalyst(store, jobs, texts, model, scorer, keeper);
  let cutting: ReturnType<typeof setTimeout> | undefined;

  const flush = async () => {
    await saver.flush();
    await keeper.flush();
  };
  const documents = createLibrary({
    store,
    library,
    texts,
    jobs,
    chosen: () => model.chosen(),
    settle: async () => {
      clearTimeout(cutting);
      await flush();
    },
    adopt: (analysis) => analyst.adopt(analysis),
    keep(analysis, chosen) {
      keeper.keepSegmentation(analysis);
      if (chosen !== undefined) keeper.keepScores(analysis, chosen);
      void keeper.flush();
    },
    analyse: () => analyst.analyse(),
    score: () => analyst.score(),
    onImported: services.onImported,
  });
  const cutSoon = () => {
    clearTimeout(cutting);
    const { text } = store.getState();
    cutting = setTimeout(cutNow, text.length > LONG_TEXT ? 2 * CUT_AFTER_MS : CUT_AFTER_MS);
  };
  function cutNow() {
    clearTimeout(cutting);
    const { text, analysis, job } = store.getState();
    if (text === analysis?.text || job?.kind === 'importing') return;
    void analyst.analyse();
  }
  // What was given up, or deleted, is not brought back by the next start.
  store.subscribe(({ saving }, before) => {
    if (saving === 'saved' && before.saving !== 'saved') journal.clear();
  });
  const setFilter = (patch: Partial<Filter>) =>
    store.setState(({ filter }) => ({ filter: { ...filter, ...patch } }));

  return {
    ...documents,
    store,
    view,
    flush,
    jot: () => saver.jot(),
    lost(id) {
      if (store.getState().current?.id === id) store.setState({ gone: 'shown' });
    },
    found(id) {
      const { current, gone } = store.getState();
      if (current?.id === id && gone === 'shown') store.setState({ gone: undefined });
    },
    async keep() {
      // The save finds the document missing and stores it anew.
      store.setState({ saving: 'pending' });
      await flush();
      store.setState({ gone: undefined });
    },
    dismissGone: () => store.setState({ gone: undefined }),
    resume({ id, revision, title, source, text }, saveFailure) {
      const { current, text: shown } = store.getState();
      if (current !== undefined || shown !== '') return false;
      store.setState(({ epoch }) => ({
        ...EMPTY_DOCUMENT,
        current: revision === 0 ? undefined : { id, title, revision },
        draft: revision === 0 ? { id, title, source } : undefined,
        text,
        saving: 'failed',
        saveFailure,
        epoch: epoch + 1,
      }));
      return saver.jot();
    },
    type(text) {
      if (text === store.getState().text) return;
      store.setState({ text });
      saver.touched();
      cutSoon();
    },
    async paste(text, source = { kind: 'pasted' }) {
      await documents.add('', text, source);
    },
    setMode(mode) {
      store.setState({ mode });
      if (mode === 'read') cutNow();
    },
    select: (selected) => store.setState({ selected }),
    step(direction) {
      const { analysis, filter, selected } = store.getState();
      if (analysis === undefined) return;
      store.setState({ selected: nextMatch(filter, analysis, selected, direction) });
    },
    setFilter,
    toggleTone: (tone) => store.setState(({ filter }) => ({ filter: toggleTone(filter, tone) })),
    clearFilter: () => store.setState({ filter: NO_FILTER }),
    score: () => (store.getState().analysis === undefined ? analyst.analyse() : analyst.score()),
    analyse: () => analyst.analyse(),
    cancel: () => jobs.stop(),
    seen(first, last) {
      const before = view.getState();
      if (before.first === first && before.last === last) return;
      view.setState({ first, last });
      scorer.prefer(first, last);
    },
    async modelChanged(lookUp) {
      analyst.modelChanged();
      const { current, text, stored, mode, analysis } = store.getState();
      if (lookUp && current !== undefined && text === stored) {
        await documents.open(current.id);
        store.setState({ mode });
        return;
      }
      if (analysis === undefined || model.chosen() === undefined) return;
      const { scored, scorable, stale } = analysis.board.summary;
      if (scored < scorable && stale === 0) await analyst.score();
    },
    async follow(id) {
      const { current, mode, text, stored } = store.getState();
      if (current?.id === id && mode === 'read' && text === stored) await documents.open(id);
    },
    dismissFailure: () => store.setState({ failure: undefined }),
    dismissConflict: () => store.setState({ conflict: undefined }),
  };
}
