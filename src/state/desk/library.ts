import type { DocumentSource, ScoreRecord } from '../../storage/types.ts';
import { failureOf } from '../failure.ts';
import type { ChosenModel, LibraryPort, TextPort } from '../ports.ts';
import type { BoardScore } from '../score-board.ts';
import type { Jobs } from './jobs.ts';
import { scorableOf } from './reuse.ts';
import { type Analysis, analysisOf, type DeskStore, EMPTY_DOCUMENT } from './state.ts';
import { titleOf } from './title.ts';

/** The list of documents and which of them is open. */
export interface Library {
  refresh(): Promise<void>;
  open(id: string): Promise<void>;
  /** Starts a draft; it is stored with its first character. */
  draft(): Promise<void>;
  /** Stores a text as a new document and opens it. */
  add(title: string, text: string, source: DocumentSource): Promise<void>;
  importFile(file: File): Promise<void>;
  rename(id: string, title: string): Promise<void>;
  /** Deletes; resolves to what undoes it. */
  remove(id: string): Promise<(() => Promise<void>) | undefined>;
}

export interface LibraryParts {
  readonly store: DeskStore;
  readonly library: LibraryPort;
  readonly texts: TextPort;
  readonly jobs: Jobs;
  readonly untitled: string;
  chosen(): ChosenModel | undefined;
  /** Writes what is not written yet, before the document changes. */
  settle(): Promise<void>;
  adopt(analysis: Analysis): void;
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

  const leave = async () => {
    await parts.settle();
    jobs.abandon();
    store.getState().analysis?.board.dispose();
  };

  const open = async (id: string) => {
    const ticket = ++opening;
    try {
      await leave();
      const [document, stored] = await Promise.all([library.get(id), library.getAnalysis(id)]);
      if (ticket !== opening) return;
      if (document === undefined) {
        await refresh();
        return;
      }
      const { title, revision, text } = document;
      store.setState(({ epoch }) => ({
        ...EMPTY_DOCUMENT,
        current: { id, title, revision },
        text,
        stored: text,
        mode: text === '' ? 'edit' : 'read',
        epoch: epoch + 1,
      }));
      if (stored.segmentation === undefined) {
        if (text !== '') void parts.analyse();
        return;
      }
      const analysis = analysisOf(text, stored.segmentation, scorableOf(stored.segmentation));
      restoreScores(analysis, stored.scores, parts.chosen());
      parts.adopt(analysis);
      // Scores by another model are only shown as such; what was never read is read.
      const { scored, scorable, stale } = analysis.board.summary;
      if (scored < scorable && stale === 0) void parts.score();
    } catch (cause) {
      fail(cause);
    }
  };

  const add = async (title: string, text: string, source: DocumentSource) => {
    try {
      const { text: _, ...meta } = await library.create({
        title: title || titleOf(text) || parts.untitled,
        text,
        source,
      });
      store.setState(({ documents }) => ({ documents: [meta, ...documents] }));
      await open(meta.id);
    } catch (cause) {
      fail(cause);
    }
  };

  return {
    refresh,
    open,
    add,
    async draft() {
      opening += 1;
      await leave();
      store.setState(({ epoch }) => ({ ...EMPTY_DOCUMENT, epoch: epoch + 1 }));
    },
    async importFile(file) {
      await parts.settle();
      await jobs.run(
        'importing',
        async (signal, report) => {
          const imported = await texts.importFile(file, { signal, onProgress: report });
          signal.throwIfAborted();
          const source = { kind: 'file', name: file.name, encoding: imported.encoding } as const;
          await add(imported.title, imported.text, source);
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
        if (store.getState().current?.id === id) {
          await leave();
          store.setState(({ epoch }) => ({ ...EMPTY_DOCUMENT, epoch: epoch + 1 }));
        }
        const removed = await library.remove(id);
        store.setState(({ documents }) => ({ documents: documents.filter((one) => one.id !== id) }));
        return async () => {
          try {
            await library.restore(removed);
            await refresh();
            await open(id);
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
