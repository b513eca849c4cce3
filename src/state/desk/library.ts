import type { SavedDocument } from '../../documents/saved.ts';
import type { DocumentSource, RemovedDocument, ScoreRecord } from '../../storage/types.ts';
import { failureOf } from '../failure.ts';
import type { ChosenModel, LibraryPort, TextPort } from '../ports.ts';
import type { BoardScore } from '../score-board.ts';
import type { Jobs } from './jobs.ts';
import { scorableOf } from './reuse.ts';
import { type Analysis, analysisOf, type DeskStore, draftOf, EMPTY_DOCUMENT } from './state.ts';

/** The list of documents and which of them is open. */
export interface Library {
  refresh(): Promise<void>;
  open(id: string): Promise<void>;
  /** Starts a draft; it is stored with its first character. */
  draft(): Promise<void>;
  /** Shows a text as a new document, and stores it at once. */
  add(title: string, text: string, source: DocumentSource): Promise<void>;
  importFile(file: File): Promise<void>;
  rename(id: string, title: string): Promise<void>;
  /** Deletes; resolves to what undoes it. */
  remove(id: string): Promise<(() => Promise<void>) | undefined>;
  /** Gives up what could not be stored; resolves to what undoes it. */
  discard(): Promise<() => Promise<void>>;
}

export interface LibraryParts {
  readonly store: DeskStore;
  readonly library: LibraryPort;
  readonly texts: TextPort;
  readonly jobs: Jobs;
  chosen(): ChosenModel | undefined;
  /** Writes what is not written yet, before the document changes. */
  settle(): Promise<void>;
  adopt(analysis: Analysis): void;
  /** Stores what a file said about its sentences. */
  keep(analysis: Analysis, model: ChosenModel | undefined): void;
  analyse(): Promise<void>;
  score(): Promise<void>;
  onImported(title: string, encoding: string, note: string | undefined): void;
}

export function createLibrary(parts: LibraryParts): Library {
  const { store, library, texts, jobs } = parts;
  let opening = 0;

  const fail = (cause: unknown) => store.setState({ failure: failureOf(cause) });

  const refresh = async () => {
    try {
      store.setState({ documents: await library.list(), listing: 'ready' });
    } catch (cause) {
      store.setState({ listing: 'failed', failure: failureOf(cause) });
    }
  };

  /** Stores what is not stored yet. @returns false where that failed: the text stays open then. */
  const stored = async () => {
    for (;;) {
      await parts.settle();
      const { saving } = store.getState();
      if (saving === 'saved') return true;
      if (saving === 'failed') {
        store.setState({ held: true });
        return false;
      }
      // Typing went on while it was stored.
    }
  };
  /** Ends the work on what is shown, which the caller replaces in the same turn. */
  const leave = () => {
    jobs.abandon();
    store.getState().analysis?.board.dispose();
  };
  const blank = () => {
    leave();
    store.setState(({ epoch }) => ({ ...EMPTY_DOCUMENT, epoch: epoch + 1 }));
  };

  /** Scores by another model are only shown as such; what was never read is read. */
  const readOn = ({ board }: Analysis) => {
    const { scored, scorable, stale } = board.summary;
    if (scored < scorable && stale === 0) void parts.score();
  };

  const open = async (id: string) => {
    const ticket = ++opening;
    try {
      if (!(await stored())) return;
      const [document, computed] = await Promise.all([library.get(id), library.getAnalysis(id)]);
      // Typing may have gone on while the other document was read.
      if (ticket !== opening || !(await stored())) return;
      if (document === undefined) {
        await refresh();
        return;
      }
      const { title, revision, text } = document;
      leave();
      store.setState(({ epoch }) => ({
        ...EMPTY_DOCUMENT,
        current: { id, title, revision },
        text,
        stored: text,
        mode: text === '' ? 'edit' : 'read',
        epoch: epoch + 1,
      }));
      if (computed.segmentation === undefined) {
        if (text !== '') void parts.analyse();
        return;
      }
      const analysis = analysisOf(text, computed.segmentation, scorableOf(computed.segmentation));
      restoreScores(analysis, computed.scores, parts.chosen());
      parts.adopt(analysis);
      readOn(analysis);
    } catch (cause) {
      fail(cause);
    }
  };

  const adoptSaved = ({ text, segmentation, scores, model }: SavedDocument) => {
    const analysis = analysisOf(text, segmentation, scorableOf(segmentation));
    if (model !== null) {
      restoreScores(analysis, [{ ...model, id: '', revision: 0, scoredAt: 0, scores }], parts.chosen());
    }
    parts.adopt(analysis);
    parts.keep(analysis, model ?? undefined);
    readOn(analysis);
  };

  const add = async (title: string, text: string, source: DocumentSource, saved?: SavedDocument) => {
    opening += 1;
    // Where nothing has to be stored first, the text is shown in this turn: nothing is lost in between.
    if (store.getState().saving !== 'saved' || store.getState().text !== '') {
      if (!(await stored())) return false;
    }
    leave();
    store.setState(({ epoch }) => ({
      ...EMPTY_DOCUMENT,
      draft: draftOf(title, source),
      text,
      saving: 'pending',
      mode: text === '' ? 'edit' : 'read',
      epoch: epoch + 1,
    }));
    const storing = parts.settle();
    if (saved !== undefined) adoptSaved(saved);
    else if (text !== '') void parts.analyse();
    await storing;
    return true;
  };

  return {
    refresh,
    open,
    add: async (title, text, source) => void (await add(title, text, source)),
    async draft() {
      opening += 1;
      if (await stored()) blank();
    },
    async importFile(file) {
      if (!(await stored())) return;
      await jobs.run(
        'importing',
        async (signal, report) => {
          const imported = await texts.importFile(file, { signal, onProgress: report });
          signal.throwIfAborted();
          const source = { kind: 'file', name: file.name, encoding: imported.encoding } as const;
          if (!(await add(imported.title, imported.text, source, imported.saved))) return;
          parts.onImported(imported.title, imported.encoding, imported.note);
        },
        file.name,
      );
    },
    async rename(id, title) {
      const plain = title.trim();
      if (plain === '') return;
      try {
        const meta = await library.rename(id, plain);
        store.setState(({ documents, current }) => ({
          documents: documents.map((one) => (one.id === id ? meta : one)),
          current: current?.id === id ? { ...current, title: plain } : current,
        }));
      } catch (cause) {
        fail(cause);
      }
    },
    async remove(id) {
      try {
        if (store.getState().current?.id === id) await parts.settle();
        const removed = await library.remove(id);
        const { current, text, saving } = store.getState();
        const shown = current?.id === id;
        // What could not be stored comes back with the rest.
        const unsaved = shown && saving !== 'saved' ? text : undefined;
        if (shown) blank();
        store.setState(({ documents }) => ({ documents: documents.filter((one) => one.id !== id) }));
        return async () => {
          try {
            await library.restore(unsaved === undefined ? removed : withText(removed, unsaved));
            await refresh();
            // Nothing that was opened since is taken away.
            const now = store.getState();
            if (shown && now.current === undefined && now.text === '') await open(id);
          } catch (cause) {
            fail(cause);
          }
        };
      } catch (cause) {
        fail(cause);
        await refresh();
        return undefined;
      }
    },
    async discard() {
      opening += 1;
      const { current, draft, text } = store.getState();
      blank();
      if (current !== undefined) await open(current.id);
      return async () => {
        opening += 1;
        if (!(await stored())) return;
        leave();
        store.setState(({ epoch }) => ({
          ...EMPTY_DOCUMENT,
          current,
          draft,
          text,
          saving: 'pending',
          epoch: epoch + 1,
        }));
        await parts.settle();
      };
    },
  };
}

function withText({ document }: RemovedDocument, text: string): RemovedDocument {
  const revision = document.revision + 1;
  return {
    document: { ...document, text, length: text.length, revision },
    segmentation: undefined,
    scores: [],
  };
}

/** Fills a board from stored rows: other models first, so that the chosen one's answers win. */
export function restoreScores(
  analysis: Analysis,
  rows: readonly ScoreRecord[],
  chosen: ChosenModel | undefined,
): void {
  const rank = (row: ScoreRecord) =>
    row.packHash === chosen?.packHash && row.head === chosen.head ? Number.POSITIVE_INFINITY : row.scoredAt;
  for (const { packHash, head, variant, scores } of [...rows].sort((a, b) => rank(a) - rank(b))) {
    const indices: number[] = [];
    const found: BoardScore[] = [];
    for (const [i, score] of scores.entries()) {
      if (score === null) continue;
      indices.push(i);
      found.push({ ...score, packHash, head, variant });
    }
    analysis.board.set(indices, found);
  }
}
