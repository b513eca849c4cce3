import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { ScoredBatch, SessionInfo } from '../../engine/api.ts';
import { CancelledError } from '../../errors.ts';
import { ConflictError, DocumentMissingError, StorageFullError } from '../../storage/errors.ts';
import type { Analysis, RemovedDocument, StoredDocument } from '../../storage/types.ts';
import type { Segmentation } from '../../text/types.ts';
import type { JournalEntry } from '../journal.ts';
import type { EnginePort, ImportedText, LibraryPort, ModelPort } from '../ports.ts';
import { createDesk } from './desk.ts';

/** A library in memory that keeps the rules of the real one. */
function fakeLibrary() {
  const documents = new Map<string, StoredDocument>();
  const analyses = new Map<string, Analysis>();
  let next = 1;
  let full = false;
  const library: LibraryPort = {
    list: async () => [...documents.values()].map(({ text: _, ...meta }) => meta).reverse(),
    get: async (id) => documents.get(id),
    async create({ id = `d${next++}`, title, text, source }) {
      if (full) throw new StorageFullError();
      const document: StoredDocument = {
        id,
        title,
        text,
        source,
        length: text.length,
        revision: 1,
        createdAt: 0,
        updatedAt: 0,
      };
      documents.set(id, document);
      return document;
    },
    async saveText(id, text, revision) {
      const stored = documents.get(id);
      if (full) throw new StorageFullError();
      if (stored === undefined) throw new DocumentMissingError(id);
      if (stored.revision !== revision) throw new ConflictError(stored);
      const changed = { ...stored, text, length: text.length, revision: revision + 1 };
      documents.set(id, changed);
      return changed;
    },
    async rename(id, title) {
      const stored = documents.get(id);
      if (stored === undefined) throw new Error('missing');
      const changed = { ...stored, title };
      documents.set(id, changed);
      return changed;
    },
    async remove(id): Promise<RemovedDocument> {
      const document = documents.get(id);
      if (document === undefined) throw new Error('missing');
      documents.delete(id);
      return { document, segmentation: undefined, scores: [] };
    },
    async restore({ document }) {
      documents.set(document.id, document);
    },
    async saveSegmentation(id, revision, segmentation) {
      if (documents.get(id)?.revision !== revision) return false;
      analyses.set(id, { segmentation, scores: [] });
      return true;
    },
    async saveScores(id, row) {
      const before = analyses.get(id);
      if (documents.get(id)?.revision !== row.revision) return false;
      analyses.set(id, { segmentation: before?.segmentation, scores: [{ ...row, id, scoredAt: 1 }] });
      return true;
    },
    getAnalysis: async (id) => analyses.get(id) ?? { segmentation: undefined, scores: [] },
    subscribe: () => () => undefined,
  };
  const fill = (on: boolean) => {
    full = on;
  };
  return { library, documents, analyses, fill };
}

/** One sentence a line. */
function cut(text: string): Segmentation {
  const sentences = [...text.matchAll(/[^\n]+/g)].map((found, paragraph) => ({
    start: found.index,
    end: found.index + found[0].length,
    kind: 'prose' as const,
    paragraph,
  }));
  return { version: 1, paragraphs: sentences.map(({ start, end }) => ({ start, end })), sentences };
}

/** Scores in batches of two, when told to; `up` is positive, anything else neutral. */
function fakeEngine() {
  const asked: string[][] = [];
  let hold = false;
  const engine: EnginePort = {
    state: { status: 'asleep' },
    subscribe: () => () => undefined,
    open: async () => session,
    sleep: () => undefined,
    score(_head, texts, _first, { signal, onBatch }) {
      asked.push([...texts]);
      const work = async () => {
        for (let at = 0; at < texts.length; at += 2) {
          if (hold && at > 0) await new Promise((resolve) => signal.addEventListener('abort', resolve));
          if (signal.aborted) throw new CancelledError('Scoring');
          const indices = texts.slice(at, at + 2).map((_, i) => at + i);
          const batch: ScoredBatch = {
            indices,
            scores: indices.map((i) => ({
              label: texts[i]?.includes('up') ? 'positive' : 'neutral',
              probabilities: [0.8, 0.1, 0.1],
              confidence: 0.8,
              tokens: 5,
              truncated: false,
            })),
            done: at + indices.length,
            total: texts.length,
          };
          onBatch(batch);
          await Promise.resolve();
        }
        return { scored: texts.length, ms: 1 };
      };
      return { done: work(), prefer: () => undefined };
    },
  };
  return {
    engine,
    asked,
    holdAfterFirst: (on: boolean) => {
      hold = on;
    },
  };
}

const session: SessionInfo = {
  packHash: 'pack-a',
  variant: 'int8',
  backend: 'wasm',
  threads: 1,
  openMs: 1,
  goldenError: 0,
  heads: ['investor'],
};

/** A file of lines that begins with `saved by PACK` holds the tones of all but the first line. */
function savedOf(text: string): ImportedText['saved'] {
  const packHash = /^saved by (\S+)/.exec(text)?.[1];
  if (packHash === undefined) return undefined;
  const segmentation = cut(text);
  const score = { label: 'negative', probabilities: [1], confidence: 1, tokens: 0, truncated: false };
  return {
    title: 'Saved',
    text,
    segmentation,
    scores: segmentation.sentences.map((_, i) => (i === 0 ? null : score)),
    model: { packHash, head: 'investor', variant: 'int8' },
    problems: [],
  };
}

function setUp({ installed = true } = {}) {
  const { library, documents, analyses, fill } = fakeLibrary();
  const notes: JournalEntry[] = [];
  const { engine, asked, holdAfterFirst } = fakeEngine();
  let chosen = installed ? { packHash: 'pack-a', head: 'investor', variant: 'int8' } : undefined;
  const model: ModelPort = { chosen: () => chosen, open: async () => session };
  const desk = createDesk({
    library,
    engine,
    model,
    journal: {
      write: (entry) => {
        notes.splice(0, 1, entry);
        return true;
      },
      clear: () => notes.splice(0),
    },
    texts: {
      segment: async (text) => cut(text),
      importFile: async (file) => ({
        title: file.name,
        text: await file.text(),
        encoding: 'utf-8',
        note: undefined,
        saved: savedOf(await file.text()),
      }),
    },
    words: { untitled: 'Untitled', copyTitle: (title) => `${title} (copy)` },
    onImported: () => undefined,
  });
  const install = (packHash: string) => {
    chosen = { packHash, head: 'investor', variant: 'int8' };
    void desk.modelChanged(false);
  };
  return { desk, documents, analyses, asked, holdAfterFirst, install, notes, fill };
}

const settle = () => vi.advanceTimersByTimeAsync(5_000);

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

describe('typing', () => {
  it('is stored at the latest a second after a key, even while typing goes on', async () => {
    const { desk, documents } = setUp({ installed: false });
    for (let i = 1; i <= 12; i++) {
      desk.type('x'.repeat(i));
      await vi.advanceTimersByTimeAsync(100);
    }
    const stored = [...documents.values()][0]?.text.length ?? 0;
    expect(stored).toBeGreaterThanOrEqual(8);
    await settle();
    expect([...documents.values()].map((one) => one.text)).toEqual(['x'.repeat(12)]);
    expect(desk.store.getState().saving).toBe('saved');
  });

  it('is stored at once when the page may be about to go', async () => {
    const { desk, documents } = setUp();
    desk.type('Sales are up.');
    void desk.flush();
    await vi.advanceTimersByTimeAsync(0);
    expect([...documents.values()].map((one) => [one.title, one.text])).toEqual([
      ['Sales are up.', 'Sales are up.'],
    ]);
  });

  it('keeps both versions where another tab saved the document', async () => {
    const { desk, documents } = setUp();
    desk.type('mine');
    await settle();
    const [id] = [...documents.keys()];
    const stored = documents.get(id ?? '');
    if (id === undefined || stored === undefined) throw new Error('not stored');
    documents.set(id, { ...stored, text: 'theirs', revision: 9 });
    desk.type('mine, longer');
    await settle();
    expect([...documents.values()].map((one) => [one.title, one.text])).toEqual([
      ['mine', 'theirs'],
      ['mine (copy)', 'mine, longer'],
    ]);
    expect(desk.store.getState()).toMatchObject({ conflict: id, saving: 'saved', text: 'mine, longer' });
  });
});

describe('a text that cannot be stored', () => {
  it('stays open, whatever the reader tries to open instead, and is stored once there is room', async () => {
    const { desk, documents, fill } = setUp({ installed: false });
    await desk.paste('other');
    const other = desk.store.getState().current?.id ?? '';
    await desk.draft();
    fill(true);
    desk.type('mine');
    await settle();
    expect(desk.store.getState()).toMatchObject({
      saving: 'failed',
      saveFailure: { name: 'StorageFullError' },
      held: false,
    });
    await desk.open(other);
    await desk.draft();
    await desk.paste('third');
    await desk.importFile(new File(['fourth'], 'x.txt'));
    expect(desk.store.getState()).toMatchObject({ text: 'mine', held: true, saving: 'failed' });
    fill(false);
    await desk.open(other);
    expect(desk.store.getState()).toMatchObject({ text: 'other', held: false, saveFailure: undefined });
    expect([...documents.values()].map((one) => one.text)).toEqual(['other', 'mine']);
  });

  it('is given up only when asked, and comes back with an undo', async () => {
    const { desk, documents, fill, notes } = setUp({ installed: false });
    desk.type('stored');
    await settle();
    fill(true);
    desk.type('stored, and more');
    await settle();
    expect(notes.map((one) => [one.revision, one.text])).toEqual([[1, 'stored, and more']]);
    const undo = await desk.discard();
    expect(desk.store.getState()).toMatchObject({ text: 'stored', saving: 'saved' });
    expect(notes).toEqual([]);
    fill(false);
    await undo();
    expect(desk.store.getState()).toMatchObject({ text: 'stored, and more', saving: 'saved' });
    expect([...documents.values()].map((one) => one.text)).toEqual(['stored, and more']);
  });

  it('is shown where it was pasted', async () => {
    const { desk, fill } = setUp({ installed: false });
    fill(true);
    await desk.paste('pasted');
    await settle();
    expect(desk.store.getState()).toMatchObject({ text: 'pasted', saving: 'failed' });
    expect(desk.store.getState().analysis?.segmentation.sentences).toHaveLength(1);
  });
});

describe('a page that goes at once', () => {
  it('notes what is not saved before the call returns, and forgets it when it is', async () => {
    const { desk, notes, documents } = setUp({ installed: false });
    expect(desk.jot()).toBe(true);
    expect(notes).toEqual([]);
    desk.type('typed');
    expect(desk.jot()).toBe(true);
    expect(notes).toMatchObject([{ revision: 0, text: 'typed' }]);
    await settle();
    expect(notes).toEqual([]);
    expect([...documents.keys()]).toEqual([desk.store.getState().current?.id]);
    void desk.paste('x');
    void desk.draft();
    await settle();
    void desk.paste('pasted');
    desk.jot();
    expect(notes).toMatchObject([{ revision: 0, text: 'pasted', source: { kind: 'pasted' } }]);
  });
});

describe('reading', () => {
  it('scores each distinct sentence once, and after an edit only what is new', async () => {
    const { desk, asked } = setUp();
    desk.type('a up\nb\nb\nc');
    await settle();
    expect(asked).toEqual([['a up', 'b', 'c']]);
    expect(desk.store.getState().analysis?.board.summary).toMatchObject({
      scored: 4,
      counts: { positive: 1, neutral: 3, negative: 0 },
    });
    desk.type('a up\nnew up\nb\nc');
    await settle();
    expect(asked.slice(1)).toEqual([['new up']]);
    expect(desk.store.getState().analysis?.board.summary.scored).toBe(4);
  });

  it('stops when asked, keeps what it has, and goes on with the rest', async () => {
    const { desk, asked, holdAfterFirst } = setUp();
    holdAfterFirst(true);
    desk.type('a\nb\nc\nd');
    await settle();
    expect(desk.store.getState().job?.kind).toBe('scoring');
    desk.cancel();
    await settle();
    expect(desk.store.getState()).toMatchObject({ job: undefined, stopped: true, failure: undefined });
    expect(desk.store.getState().analysis?.board.remaining()).toEqual([2, 3]);
    holdAfterFirst(false);
    void desk.score();
    await settle();
    expect(asked.at(-1)).toEqual(['c', 'd']);
    expect(desk.store.getState().analysis?.board.remaining()).toEqual([]);
  });

  it('finds the sentences without a model and scores them when it arrives', async () => {
    const { desk, asked, install } = setUp({ installed: false });
    desk.type('a up\nb');
    await settle();
    expect(desk.store.getState().analysis?.board.summary).toMatchObject({ scorable: 2, scored: 0 });
    expect(asked).toEqual([]);
    install('pack-a');
    void desk.score();
    await settle();
    expect(desk.store.getState().analysis?.board.summary.scored).toBe(2);
  });

  it('shows scores by another model as stale and reads them again only when asked', async () => {
    const { desk, asked, install } = setUp();
    desk.type('a up\nb');
    await settle();
    install('pack-b');
    await settle();
    expect(desk.store.getState().analysis?.board.summary).toMatchObject({ scored: 2, stale: 2 });
    expect(asked).toHaveLength(1);
    void desk.score();
    await settle();
    expect(asked[1]).toEqual(['a up', 'b']);
    expect(desk.store.getState().analysis?.board.summary.stale).toBe(0);
  });
});

describe('documents', () => {
  it('opens a document with the scores that were stored, without asking the model', async () => {
    const { desk, asked, documents } = setUp();
    desk.type('a up\nb');
    await settle();
    const id = desk.store.getState().current?.id ?? '';
    await desk.draft();
    expect(desk.store.getState()).toMatchObject({ text: '', analysis: undefined, mode: 'edit' });
    await desk.open(id);
    await settle();
    expect(desk.store.getState().analysis?.board.summary).toMatchObject({ scored: 2, stale: 0 });
    expect(desk.store.getState().mode).toBe('read');
    expect(asked).toHaveLength(1);
    expect(documents.size).toBe(1);
  });

  it('brings a deleted document back', async () => {
    const { desk, documents } = setUp();
    desk.type('a');
    await settle();
    const id = desk.store.getState().current?.id ?? '';
    const undo = await desk.remove(id);
    expect(documents.size).toBe(0);
    expect(desk.store.getState()).toMatchObject({ current: undefined, text: '' });
    await undo?.();
    expect(documents.get(id)?.text).toBe('a');
    expect(desk.store.getState().current?.id).toBe(id);
  });

  it('brings a deleted document back behind the one that is open now', async () => {
    const { desk, documents } = setUp({ installed: false });
    await desk.paste('first');
    const first = desk.store.getState().current?.id ?? '';
    await desk.draft();
    await desk.paste('second');
    const undo = await desk.remove(first);
    await undo?.();
    expect(documents.get(first)?.text).toBe('first');
    expect(desk.store.getState().text).toBe('second');
    const undoShown = await desk.remove(desk.store.getState().current?.id ?? '');
    await desk.open(first);
    await undoShown?.();
    expect(desk.store.getState().text).toBe('first');
  });

  it('stores what is typed in one document before it opens another', async () => {
    const { desk, documents } = setUp();
    desk.type('first');
    await settle();
    const first = desk.store.getState().current?.id ?? '';
    desk.type('first, changed');
    await desk.paste('second');
    expect(documents.get(first)?.text).toBe('first, changed');
    expect(desk.store.getState().text).toBe('second');
  });

  it('opens a saved document with its scores, reads what it lacks, and stores both', async () => {
    const { desk, asked, analyses } = setUp();
    await desk.importFile(new File(['saved by pack-a\nx\ny'], 'x.json'));
    await settle();
    expect(asked).toEqual([['saved by pack-a']]);
    const { current, analysis } = desk.store.getState();
    expect(analysis?.board.summary).toMatchObject({ scored: 3, stale: 0, counts: { negative: 2 } });
    expect(analyses.get(current?.id ?? '')?.scores[0]?.scores.map((one) => one?.label)).toEqual([
      'neutral',
      'negative',
      'negative',
    ]);
  });

  it('keeps the scores that a saved document has from a model that is not installed', async () => {
    const { desk, asked, analyses } = setUp();
    await desk.importFile(new File(['saved by pack-z\nx\ny'], 'x.json'));
    await settle();
    expect(asked).toEqual([]);
    const { current, analysis } = desk.store.getState();
    expect(analysis?.board.summary).toMatchObject({ scored: 2, stale: 2, counts: { negative: 0 } });
    expect(analyses.get(current?.id ?? '')?.scores[0]).toMatchObject({ packHash: 'pack-z' });
  });

  it('says why a file cannot be opened, and keeps the text', async () => {
    const { desk } = setUp();
    desk.type('kept');
    await settle();
    const file = new File([], 'x.bin');
    file.text = () => Promise.reject(new TypeError('not text'));
    await desk.importFile(file);
    expect(desk.store.getState()).toMatchObject({
      failure: { name: 'TypeError', message: 'not text' },
      text: 'kept',
      job: undefined,
    });
  });
});

describe('titles', () => {
  it('follow the first line until somebody chooses one', async () => {
    const { desk } = setUp();
    desk.type('Re');
    await settle();
    desk.type('Results for the year\nSales are up.');
    await settle();
    expect(desk.store.getState().current?.title).toBe('Results for the year');
    const id = desk.store.getState().current?.id ?? '';
    await desk.rename(id, 'My notes');
    desk.type('Other line\nSales are up.');
    await settle();
    expect(desk.store.getState().current?.title).toBe('My notes');
    expect(desk.store.getState().documents[0]?.title).toBe('My notes');
  });
});

describe('other tabs', () => {
  it('shows what another tab wrote where the document is only read, and never under a caret', async () => {
    const { desk, documents } = setUp();
    desk.type('mine');
    await settle();
    const id = desk.store.getState().current?.id ?? '';
    const stored = documents.get(id);
    if (stored === undefined) throw new Error('not stored');
    documents.set(id, { ...stored, text: 'theirs', revision: 2 });
    await desk.follow(id);
    expect(desk.store.getState().text).toBe('mine');
    desk.setMode('read');
    await desk.follow(id);
    expect(desk.store.getState()).toMatchObject({ text: 'theirs', mode: 'read' });
  });

  it('keeps what is written in a document that another tab deleted', async () => {
    const { desk, documents } = setUp();
    desk.type('mine');
    await settle();
    documents.clear();
    desk.lost(desk.store.getState().current?.id ?? '');
    expect(desk.store.getState().gone).toBe('shown');
    desk.type('mine, longer');
    await settle();
    expect([...documents.values()].map((one) => one.text)).toEqual(['mine, longer']);
    expect(desk.store.getState().gone).toBe('kept');
  });

  it('says that another tab deleted what is shown, and stores it again when asked', async () => {
    const { desk, documents } = setUp({ installed: false });
    desk.type('mine');
    await settle();
    const id = desk.store.getState().current?.id ?? '';
    desk.lost('another');
    expect(desk.store.getState().gone).toBeUndefined();
    documents.clear();
    desk.lost(id);
    desk.found(id);
    expect(desk.store.getState().gone).toBeUndefined();
    desk.lost(id);
    await desk.keep();
    expect([...documents.values()].map((one) => one.text)).toEqual(['mine']);
    expect(desk.store.getState()).toMatchObject({ gone: undefined, saving: 'saved' });
  });
});
