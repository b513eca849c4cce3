import 'fake-indexeddb/auto';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { rejection } from '../packs/testing/fixtures.ts';
import type { Segmentation } from '../text/types.ts';
import { Database } from './db.ts';
import { DocumentStore } from './documents.ts';
import { ConflictError } from './errors.ts';
import { DOCUMENTS, type DocumentsSchema } from './schema.ts';
import type { DocumentChange } from './types.ts';

let count = 0;
let name: string;
let opened: DocumentStore[];
beforeEach(() => {
  count += 1;
  name = `documents-${count}`;
  opened = [];
});
afterEach(() => {
  for (const store of opened) store.close();
});

/** A tab of its own, with its own connection to the database of this test. */
function tab(): DocumentStore {
  const store = new DocumentStore(new Database<DocumentsSchema>({ ...DOCUMENTS, name }));
  opened.push(store);
  return store;
}

const NEW = { title: 'Q3', text: 'Sales rose. 😀\u0000', source: { kind: 'pasted' } } as const;
const CUT: Segmentation = {
  version: 1,
  paragraphs: [{ start: 0, end: 11 }],
  sentences: [{ start: 0, end: 11, kind: 'prose', paragraph: 0 }],
};
const row = (packHash: string, head: string, revision = 1) => ({
  packHash,
  head,
  variant: 'int8',
  revision,
  scores: [{ label: 'positive', probabilities: [0, 0, 1], confidence: 1, tokens: 5, truncated: false }, null],
});

describe('documents', () => {
  it('come back as typed, also in another tab', async () => {
    const made = await tab().create(NEW);
    expect(await tab().get(made.id)).toEqual({ ...made, ...NEW, length: NEW.text.length, revision: 1 });
    expect(await tab().get('nobody')).toBeUndefined();
  });

  it('whose id is chosen are stored once, and never over another text', async () => {
    const made = await tab().create({ ...NEW, id: 'mine' });
    expect(await tab().create({ ...NEW, id: 'mine', title: 'again' })).toEqual(made);
    const refused = await rejection(tab().create({ ...NEW, id: 'mine', text: 'other' }));
    expect(refused).toBeInstanceOf(ConflictError);
    expect(await tab().list()).toHaveLength(1);
    expect((await tab().get('mine'))?.text).toBe(NEW.text);
  });

  it('are listed without their texts, latest change first', async () => {
    const store = tab();
    const now = vi.spyOn(Date, 'now');
    now.mockReturnValue(1);
    const first = await store.create({ ...NEW, title: 'first' });
    now.mockReturnValue(2);
    await store.create({ ...NEW, title: 'second' });
    now.mockReturnValue(3);
    await store.rename(first.id, 'renamed');
    now.mockRestore();
    const list = await store.list();
    expect(list.map(({ title }) => title)).toEqual(['renamed', 'second']);
    expect(list[0]).not.toHaveProperty('text');
  });

  it('are written with strict durability, every one of them', async () => {
    const transaction = vi.spyOn(IDBDatabase.prototype, 'transaction');
    const store = tab();
    const { id } = await store.create(NEW);
    await store.saveText(id, 'x', 1);
    await store.rename(id, 'y');
    await store.saveSegmentation(id, 2, CUT);
    await store.saveScores(id, row('p', 'investor', 2));
    await store.restore(await store.remove(id));
    const writes = transaction.mock.calls.filter(([, mode]) => mode === 'readwrite');
    expect(writes).toHaveLength(7);
    expect(writes.map(([, , options]) => options?.durability)).toEqual(Array(7).fill('strict'));
    transaction.mockRestore();
  });

  it('are never silently overwritten by another tab', async () => {
    const [one, two] = [tab(), tab()];
    const { id } = await one.create(NEW);
    expect(await one.saveText(id, 'by one', 1)).toMatchObject({ revision: 2, length: 6 });
    const error = await rejection(two.saveText(id, 'by two', 1));
    expect(error).toBeInstanceOf(ConflictError);
    expect(error).toMatchObject({ stored: { text: 'by one', revision: 2 } });
    expect(await two.get(id)).toMatchObject({ text: 'by one' });
    expect(await two.saveText(id, 'by two', 2)).toMatchObject({ revision: 3 });
  });

  it('of two saves at once, one is told of the conflict', async () => {
    const [one, two] = [tab(), tab()];
    const { id } = await one.create(NEW);
    const results = await Promise.allSettled([one.saveText(id, 'a', 1), two.saveText(id, 'b', 1)]);
    expect(results.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected']);
  });

  it('saved again as they are keep their revision', async () => {
    const store = tab();
    const { id } = await store.create(NEW);
    await store.saveText(id, 'x', 1);
    expect(await store.saveText(id, 'x', 1)).toMatchObject({ revision: 2 });
  });

  it('that were deleted in another tab are missing, and can be created anew', async () => {
    const [one, two] = [tab(), tab()];
    const { id } = await one.create(NEW);
    await two.remove(id);
    expect(await rejection(one.saveText(id, 'mine', 1))).toMatchObject({ name: 'DocumentMissingError', id });
    expect(await rejection(one.rename(id, 'mine'))).toMatchObject({ name: 'DocumentMissingError' });
    expect(await rejection(one.remove(id))).toMatchObject({ name: 'DocumentMissingError' });
    expect(await one.list()).toEqual([]);
  });

  it('come back whole when a removal is undone', async () => {
    const store = tab();
    const { id } = await store.create(NEW);
    await store.saveSegmentation(id, 1, CUT);
    await store.saveScores(id, row('p', 'investor'));
    const [document, analysis] = [await store.get(id), await store.getAnalysis(id)];
    const removed = await store.remove(id);
    expect(await store.get(id)).toBeUndefined();
    expect(await store.getAnalysis(id)).toEqual({ segmentation: undefined, scores: [] });
    await store.restore(removed);
    await store.saveText(id, 'newer', 1);
    await store.restore(removed);
    expect(await store.get(id)).toMatchObject({
      ...document,
      text: 'newer',
      revision: 2,
      length: 5,
      updatedAt: expect.any(Number),
    });
    await store.remove(id);
    await store.restore(removed);
    expect(await store.getAnalysis(id)).toEqual(analysis);
  });

  it('say that the disk is full, with the bytes needed and left, and keep the old text', async () => {
    const store = tab();
    const { id } = await store.create(NEW);
    vi.stubGlobal('navigator', { storage: { estimate: async () => ({ usage: 90, quota: 100 }) } });
    const put = vi.spyOn(IDBObjectStore.prototype, 'put').mockImplementation(() => {
      throw new DOMException('full', 'QuotaExceededError');
    });
    expect(await rejection(store.saveText(id, 'twelve bytes', 1))).toMatchObject({
      name: 'StorageFullError',
      needed: 24,
      available: 10,
    });
    put.mockRestore();
    vi.unstubAllGlobals();
    expect(await store.get(id)).toMatchObject({ text: NEW.text, revision: 1 });
  });
});

describe('analyses', () => {
  it('keep one row per pack and convention, and replace it when scored again', async () => {
    const store = tab();
    const { id } = await store.create(NEW);
    expect(await store.saveSegmentation(id, 1, CUT)).toBe(true);
    await store.saveScores(id, row('p', 'investor'));
    await store.saveScores(id, row('p', 'phrasebank'));
    await store.saveScores(id, { ...row('p', 'investor'), scores: [null, null] });
    await store.saveScores(id, row('q', 'investor'));
    const { segmentation, scores } = await store.getAnalysis(id);
    expect(segmentation).toEqual(CUT);
    expect(scores.map(({ packHash, head }) => [packHash, head])).toEqual([
      ['p', 'investor'],
      ['p', 'phrasebank'],
      ['q', 'investor'],
    ]);
    expect(scores[0]?.scores).toEqual([null, null]);
  });

  it('of an older text are neither kept nor shown', async () => {
    const store = tab();
    const { id } = await store.create(NEW);
    await store.saveSegmentation(id, 1, CUT);
    await store.saveScores(id, row('p', 'investor'));
    await store.saveText(id, 'other', 1);
    expect(await store.getAnalysis(id)).toEqual({ segmentation: undefined, scores: [] });
    expect(await store.saveSegmentation(id, 1, CUT)).toBe(false);
    expect(await store.saveScores(id, row('p', 'investor'))).toBe(false);
    expect(await store.saveScores('nobody', row('p', 'investor'))).toBe(false);
  });
});

describe('changes', () => {
  it('are told to other tabs, and only what was really written', async () => {
    const [one, two] = [tab(), tab()];
    const heard: DocumentChange[] = [];
    two.subscribe((change) => heard.push(change));
    const { id } = await one.create(NEW);
    await one.saveText(id, 'x', 1);
    await rejection(one.saveText(id, 'y', 1));
    await one.remove(id);
    await vi.waitFor(() => expect(heard).toHaveLength(3));
    expect(heard.map(({ change }) => change)).toEqual(['created', 'text', 'removed']);
    expect(heard.every((change) => change.id === id)).toBe(true);
  });
});
