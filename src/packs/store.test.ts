import 'fake-indexeddb/auto';
import { beforeAll, describe, expect, it, vi } from 'vitest';
import { runtimeKey } from './parts.ts';
import {
  chunksOf,
  fill,
  freshStore,
  type Made,
  makePack,
  noise,
  rejection,
  variantOf,
} from './testing/fixtures.ts';

let made: Made;
beforeAll(async () => {
  made = await makePack();
});

function modelFile(): Made['pack']['files'][number] {
  const file = made.pack.files.find(({ path }) => path === 'onnx/model_int8.onnx');
  if (file === undefined) throw new Error('no model');
  return file;
}

describe('chunks', () => {
  it('come back as the file that was stored', async () => {
    const { store } = freshStore();
    await fill(store, made);
    expect(await store.readFile(modelFile())).toEqual(made.content.get('onnx/model_int8.onnx'));
    expect(await store.missingChunks(made.pack.files)).toEqual([]);
  });

  it('with other bytes or another length are refused and not written', async () => {
    const { store } = freshStore();
    const [ref] = modelFile().chunks;
    if (ref === undefined) throw new Error('no chunk');
    for (const bytes of [noise(100, 5), noise(99, 1)]) {
      expect(await rejection(store.putChunk(ref, bytes))).toMatchObject({
        name: 'BadContentError',
        chunk: ref.sha256,
      });
    }
    expect(await store.hasChunk(ref.sha256)).toBe(false);
  });

  it.each([
    ['a flipped bit', (data: Uint8Array) => data.map((byte, i) => (i === 50 ? byte ^ 1 : byte))],
    ['a lost end', (data: Uint8Array) => data.slice(0, -1)],
    ['nothing', () => undefined],
  ])('damaged in the store by %s never leave it: the chunk is named and deleted', async (_what, damage) => {
    const { store, db } = freshStore();
    await fill(store, made);
    const bad = modelFile().chunks[2];
    if (bad === undefined) throw new Error('no chunk');
    const raw: IDBDatabase = await new Promise((resolve) => {
      void db.open().then(({ name }) => {
        indexedDB.open(name).onsuccess = ({ target }) => {
          if (target instanceof IDBOpenDBRequest) resolve(target.result);
        };
      });
    });
    const data = damage(chunksOf(made).get(bad.sha256) ?? noise(0, 0));
    await new Promise((resolve) => {
      const request = raw
        .transaction('chunks', 'readwrite')
        .objectStore('chunks')
        .put({ sha256: bad.sha256, bytes: bad.bytes, data });
      request.onsuccess = resolve;
    });
    expect(await rejection(store.readFile(modelFile()))).toMatchObject({
      name: 'CorruptChunkError',
      file: 'onnx/model_int8.onnx',
      chunk: bad.sha256,
    });
    expect(await store.missingChunks(made.pack.files)).toEqual([bad]);
    expect(await rejection(store.readFile(modelFile()))).toMatchObject({
      name: 'MissingChunkError',
      chunk: bad.sha256,
    });
  });

  it('that are good but make another file are refused', async () => {
    const { store } = freshStore();
    await fill(store, made);
    const file = modelFile();
    expect(await rejection(store.readFile({ ...file, chunks: file.chunks.toReversed() }))).toMatchObject({
      name: 'BadContentError',
      file: file.path,
    });
  });

  it('meet a full disk as StorageFullError, also where only the commit notices', async () => {
    const { store } = freshStore();
    const [ref] = modelFile().chunks;
    if (ref === undefined) throw new Error('no chunk');
    await store.hasChunk(ref.sha256);
    const put = vi.spyOn(IDBObjectStore.prototype, 'put').mockImplementationOnce(() => {
      throw new DOMException('full', 'QuotaExceededError');
    });
    const bytes = chunksOf(made).get(ref.sha256) ?? noise(0, 0);
    expect(await rejection(store.putChunk(ref, bytes))).toMatchObject({
      name: 'StorageFullError',
      needed: 100,
    });
    put.mockRestore();
    const commit = vi.spyOn(IDBObjectStore.prototype, 'put').mockImplementationOnce(function (
      this: IDBObjectStore,
    ) {
      const request = this.get('x');
      request.onsuccess = () => {
        // What a browser does when the disk fills up while it commits.
        Object.defineProperty(this.transaction, 'error', {
          value: new DOMException('full', 'QuotaExceededError'),
        });
        this.transaction.abort();
      };
      return request;
    });
    expect(await rejection(store.putChunk(ref, bytes))).toMatchObject({ name: 'StorageFullError' });
    commit.mockRestore();
    await store.putChunk(ref, bytes);
    expect(await store.hasChunk(ref.sha256)).toBe(true);
  });
});

describe('installs', () => {
  it('need every chunk', async () => {
    const { store } = freshStore();
    const variant = variantOf(made.pack, 'int8');
    expect(await rejection(store.install(made.pack, variant, 'catalogue'))).toMatchObject({
      name: 'MissingChunkError',
      file: 'tokenizer.json',
    });
    expect(await store.installed()).toEqual([]);
  });

  it('are listed with their variants, last used first', async () => {
    const { store } = freshStore();
    const other = await makePack({ seed: 40, version: '2.0.0' });
    await fill(store, made);
    await fill(store, other);
    const now = vi.spyOn(Date, 'now');
    now.mockReturnValue(1);
    await store.install(made.pack, variantOf(made.pack, 'int8'), 'catalogue');
    await store.install(made.pack, variantOf(made.pack, 'fp32'), 'catalogue');
    now.mockReturnValue(2);
    await store.install(other.pack, variantOf(other.pack, 'int8'), 'unverified');
    const summary = async (): Promise<unknown> =>
      (await store.installed()).map(({ entry, ready, trust }) => [entry.version, ready, trust]);
    const first = ['1.0.0', ['int8', 'fp32'], 'catalogue'];
    const second = ['2.0.0', ['int8'], 'unverified'];
    expect(await summary()).toEqual([second, first]);
    now.mockReturnValue(3);
    await store.touch(made.pack.hash);
    expect(await summary()).toEqual([first, second]);
    now.mockRestore();
  });

  it('from elsewhere never replace the labels of a trusted one', async () => {
    const { store } = freshStore();
    await fill(store, made);
    const variant = variantOf(made.pack, 'int8');
    await store.install(made.pack, variant, 'catalogue');
    await store.install({ ...made.pack, title: 'Forged' }, variant, 'unverified');
    expect((await store.installed())[0]).toMatchObject({ trust: 'catalogue', entry: { title: 'Tone' } });
  });

  it('free only chunks that no other install, begun download or runtime uses', async () => {
    const { store } = freshStore();
    const other = await makePack({ seed: 40, version: '2.0.0' });
    await fill(store, made);
    await fill(store, other);
    await store.install(made.pack, variantOf(made.pack, 'int8'), 'catalogue');
    await store.begin(
      { kind: 'pack', entry: other.pack, variant: variantOf(other.pack, 'int8') },
      'catalogue',
    );
    await store.installRuntime(made.runtime);
    await store.saveVerdict(`${made.pack.hash}|int8`, { goldenError: 0, checkedAt: 1 });
    await store.remove(made.pack.hash);
    expect(await store.installed()).toEqual([]);
    expect(await store.verdict(`${made.pack.hash}|int8`)).toBeUndefined();
    const missing = await store.missingChunks(made.pack.files);
    // The tokenizer is shared with the pack on its way.
    expect(missing).toHaveLength(5 + 8);
    const otherInt8 = other.pack.files.filter(({ path }) => path !== 'onnx/model.onnx');
    expect(await store.missingChunks([...otherInt8, ...made.runtime.files])).toEqual([]);
    expect((await store.runtimes()).map(({ key }) => key)).toEqual([runtimeKey(made.runtime)]);
    expect(await store.usage()).toEqual({ bytes: 150 + 420 + 800 + 250, unused: 800 });
    await store.sweep();
    expect(await store.usage()).toEqual({ bytes: 150 + 420 + 250, unused: 0 });
  });
});
