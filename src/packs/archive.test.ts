import 'fake-indexeddb/auto';
import { unzipSync, type Zippable, zipSync } from 'fflate';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { exportPack } from './archive-export.ts';
import { type ImportRequest, importPack } from './archive-import.ts';
import type { Catalogue } from './catalog.ts';
import { packHash } from './hash.ts';
import type { ModelInspection } from './limits.ts';
import type { PackStore } from './store.ts';
import { cut, fill, freshStore, type Made, makePack, rejection } from './testing/fixtures.ts';

const EMPTY: Catalogue = { format: 1, packs: [], runtimes: [] };
const harmless: ModelInspection = {
  operators: new Map([['ai.onnx::MatMul', 3]]),
  initialiserBytes: 400,
  largestTensorBytes: 400,
  externalData: false,
  inputs: ['input_ids'],
  outputs: ['logits'],
};

let made: Made;
let store: PackStore;
beforeEach(async () => {
  made = await makePack();
  ({ store } = freshStore());
});

/** Contents of a good archive with the int8 variant, to spoil. */
function members(): Record<string, Uint8Array> {
  const int8 = [...made.content].filter(([path]) => path !== 'onnx/model.onnx' && path !== 'ort.wasm');
  return { 'pack.json': json(made.pack), ...Object.fromEntries(int8) };
}
const json = (value: unknown): Uint8Array => new TextEncoder().encode(JSON.stringify(value));

function zip(files: Zippable, level: 0 | 6 = 0): Blob {
  return new Blob([new Uint8Array(zipSync(files, { level }))]);
}

function load(blob: Blob, more: Partial<ImportRequest> = {}): ReturnType<typeof importPack> {
  return importPack({ blob, store, trusted: EMPTY, inspect: () => harmless, ...more });
}

async function refused(blob: Blob, more: Partial<ImportRequest> = {}): Promise<Error> {
  const error = await rejection(load(blob, more));
  expect(await store.installed()).toEqual([]);
  expect(await store.usage()).toEqual({ bytes: 0, unused: 0 });
  return error;
}

describe('exportPack', () => {
  it('writes a plain zip in Hugging Face layout that another reader understands, the same bytes each time', async () => {
    await fill(store, made);
    const request = { entry: made.pack, variants: ['int8'], runtimes: [made.runtime], store };
    const { name, blob } = await exportPack(request);
    expect(name).toBe('tone-1.0.0.undertone.zip');
    const bytes = new Uint8Array(await blob.arrayBuffer());
    const read = unzipSync(bytes);
    expect(Object.keys(read).toSorted()).toEqual([
      'onnx/model_int8.onnx',
      'pack.json',
      'runtime/wasm/ort.wasm',
      'runtime/wasm/runtime.json',
      'tokenizer.json',
    ]);
    expect(read['onnx/model_int8.onnx']).toEqual(made.content.get('onnx/model_int8.onnx'));
    expect(JSON.parse(new TextDecoder().decode(read['pack.json']))).toEqual(made.pack);
    expect(new Uint8Array(await (await exportPack(request)).blob.arrayBuffer())).toEqual(bytes);
  });

  it('stops where a chunk is missing', async () => {
    const error = await rejection(exportPack({ entry: made.pack, variants: ['int8'], store }));
    expect(error).toMatchObject({ name: 'MissingChunkError' });
  });
});

describe('importPack', () => {
  it('brings back what was exported, pack and runtime, on another machine', async () => {
    const there = freshStore().store;
    await fill(there, made);
    const { blob } = await exportPack({
      ...{ entry: made.pack, variants: ['int8', 'fp32'], runtimes: [made.runtime], store: there },
    });
    const done: number[] = [];
    const result = await load(blob, { trusted: made.catalogue, onProgress: (bytes) => done.push(bytes) });
    expect(result).toMatchObject({ trust: 'catalogue', variants: ['int8', 'fp32'], refusedRuntimes: [] });
    expect(await store.missingChunks([...made.pack.files, ...made.runtime.files])).toEqual([]);
    expect(await store.runtimes()).toHaveLength(1);
    expect((await store.installed())[0]?.ready).toEqual(['int8', 'fp32']);
    expect(done.at(-1)).toBe(250 + 150 + 420 + 150 + 800);
  });

  it('takes a pack that was unpacked and packed again: deflated, in a folder, with clutter', async () => {
    const nested = Object.fromEntries(
      Object.entries(members()).map(([path, data]) => [`tone-1.0.0/${path}`, data]),
    );
    const blob = zip(
      { 'tone-1.0.0/': new Uint8Array(), ...nested, '__MACOSX/tone-1.0.0/._pack.json': json(1) },
      6,
    );
    expect(await load(blob)).toMatchObject({ trust: 'unverified', variants: ['int8'] });
  });

  it("takes labels from the trusted entry, not from the archive's, where the files are the same", async () => {
    const forged = {
      ...made.pack,
      title: 'Forged',
      heads: made.pack.heads.map((head) => ({ ...head, temperature: 9 })),
    };
    const result = await load(zip({ ...members(), 'pack.json': json(forged) }), { trusted: made.catalogue });
    expect(result).toMatchObject({ entry: made.pack, redescribed: true });
    expect(await load(zip(members()), { trusted: made.catalogue })).toMatchObject({ redescribed: false });
    expect((await store.installed())[0]).toMatchObject({ entry: made.pack, trust: 'catalogue' });
  });

  it('inspects an unverified graph before anything can run it, and a trusted one not again', async () => {
    const inspect = vi.fn(() => harmless);
    await load(zip(members()), { inspect });
    expect(inspect.mock.calls).toEqual([[made.content.get('onnx/model_int8.onnx')]]);
    await load(zip(members()), { inspect, trusted: made.catalogue });
    expect(inspect).toHaveBeenCalledTimes(1);
  });

  it.each<[string, Partial<ModelInspection>, string]>([
    ['control flow', { operators: new Map([['ai.onnx::Loop', 1]]) }, 'UnsafeModelError'],
    ['an operator of an unknown domain', { operators: new Map([['evil::MatMul', 1]]) }, 'UnsafeModelError'],
    ['data in other files', { externalData: true }, 'UnsafeModelError'],
    ["no output for the pack's head", { outputs: ['other'] }, 'UnsafeModelError'],
    ['a huge tensor', { largestTensorBytes: 2 ** 29 }, 'ImportLimitError'],
    ['huge tensors in all', { initialiserBytes: 2 ** 30 }, 'ImportLimitError'],
    ['countless operators', { operators: new Map([['ai.onnx::Add', 20_001]]) }, 'ImportLimitError'],
  ])('refuses a graph with %s and leaves nothing behind', async (_what, change, name) => {
    const error = await refused(zip(members()), { inspect: () => ({ ...harmless, ...change }) });
    expect(error.name).toBe(name);
  });

  it('refuses a runtime that the build does not know: it is code', async () => {
    const wasm = made.content.get('ort.wasm') ?? new Uint8Array();
    const other = {
      ...made.runtime,
      files: [
        await cut(
          'ort.wasm',
          wasm.map((byte) => byte ^ 1),
          100,
        ),
      ],
    };
    const blob = zip({
      ...members(),
      'runtime/wasm/runtime.json': json(other),
      'runtime/wasm/ort.wasm': wasm.map((byte) => byte ^ 1),
    });
    expect(await load(blob, { trusted: made.catalogue })).toMatchObject({
      refusedRuntimes: ['wasm'],
      runtimes: [],
    });
    expect(await store.runtimes()).toEqual([]);
  });

  it('refuses a runtime whose bytes are not those that its trusted name stands for', async () => {
    const wasm = made.content.get('ort.wasm') ?? new Uint8Array();
    const blob = zip({
      ...members(),
      'runtime/wasm/runtime.json': json(made.runtime),
      'runtime/wasm/ort.wasm': wasm.map((byte) => byte ^ 1),
    });
    expect(await refused(blob, { trusted: made.catalogue })).toMatchObject({ name: 'AlteredArchiveError' });
  });

  it('refuses a flipped byte in a file and names the file', async () => {
    const model = made.content.get('onnx/model_int8.onnx')?.map((byte, i) => (i === 300 ? byte ^ 1 : byte));
    const error = await refused(zip({ ...members(), 'onnx/model_int8.onnx': model ?? new Uint8Array() }));
    expect(error).toMatchObject({ name: 'AlteredArchiveError', file: 'onnx/model_int8.onnx' });
  });

  it.each(['../evil', '/etc/x', 'a\\b', 'C:x', 'a//b', './a', 'a/.hidden', 'n\u0000ul'])(
    'refuses the path %j',
    async (path) => {
      expect(await refused(zip({ ...members(), [path]: json(1) }))).toMatchObject({
        name: 'ArchiveInvalidError',
      });
    },
  );

  it('refuses what is no archive, is cut short, or has no pack.json', async () => {
    const good = zip(members());
    const { 'pack.json': _entry, ...rest } = members();
    for (const blob of [new Blob(['hello']), new Blob([]), good.slice(0, -30), good.slice(200), zip(rest)]) {
      expect(await refused(blob)).toMatchObject({ name: 'ArchiveInvalidError' });
    }
  });

  it.each<[string, (made: Made) => unknown]>([
    ['breaks the schema', ({ pack }) => ({ ...pack, task: 'mining' })],
    ['claims another hash', ({ pack }) => ({ ...pack, hash: '0'.repeat(64) })],
    ['is no object', () => 7],
  ])('refuses a pack.json that %s', async (_what, spoil) => {
    const error = await refused(zip({ ...members(), 'pack.json': json(spoil(made)) }));
    expect(error).toMatchObject({ name: 'ArchiveInvalidError' });
  });

  it('sums up what is wrong with a pack.json instead of listing everything', async () => {
    const error = await refused(zip({ ...members(), 'pack.json': json({}) }));
    expect(error.message).toMatch(/^pack\.json does not describe a model; .{10,60} and \d+ more\.$/);
  });

  it('refuses a pack that takes the names of the archive itself', async () => {
    const files = [...made.pack.files, await cut('runtime/wasm/x.bin', json(1), 100)];
    const pack = { ...made.pack, files, hash: await packHash(files) };
    expect(await refused(zip({ ...members(), 'pack.json': json(pack) }))).toMatchObject({
      name: 'ArchiveInvalidError',
    });
  });

  it('refuses an archive without all files of any variant', async () => {
    const { 'tokenizer.json': _gone, ...rest } = members();
    expect(await refused(zip(rest))).toMatchObject({ name: 'ArchiveInvalidError' });
  });

  it('refuses too many entries', async () => {
    const many = Object.fromEntries(Array.from({ length: 70 }, (_, i) => [`f${i}`, json(i)]));
    expect(await refused(zip({ ...members(), ...many }))).toMatchObject({
      name: 'ImportLimitError',
      allowed: 64,
    });
  });

  it('refuses an archive by its size, before it is read', async () => {
    const huge = new Blob();
    Object.defineProperty(huge, 'size', { value: 601 * 2 ** 20 });
    const slice = vi.spyOn(huge, 'slice');
    expect(await refused(huge)).toMatchObject({ name: 'ImportLimitError' });
    expect(slice).not.toHaveBeenCalled();
  });

  it('refuses a bomb by its directory, before it is unpacked', async () => {
    const blob = zip({ ...members(), 'bomb.bin': new Uint8Array(8 * 2 ** 20) }, 6);
    expect((await refused(blob)).message).toMatch(/compression of bomb\.bin/);
  });

  it('stops an entry that lies about its size', async () => {
    const bytes = new Uint8Array(
      zipSync({
        ...members(),
        'pack.json': new Uint8Array([...json(made.pack), ...new Uint8Array(2 ** 20).fill(32)]),
      }),
    );
    patchSize(bytes, 'pack.json', 2_000);
    expect((await refused(new Blob([bytes]))).message).toMatch(/unpacks to more than it says/);
  });

  it('refuses entries that overlap', async () => {
    const bytes = new Uint8Array(zipSync(members(), { level: 0 }));
    patchOffset(bytes, 'tokenizer.json', 10);
    expect((await refused(new Blob([bytes]))).message).toMatch(/overlaps/);
  });

  it('leaves nothing behind where it is cancelled or the disk is full', async () => {
    expect(await refused(zip(members()), { signal: AbortSignal.abort() })).toMatchObject({
      name: 'CancelledError',
    });
    const original = store.putChunk.bind(store);
    let puts = 0;
    const put = vi.spyOn(store, 'putChunk').mockImplementation(async (ref, bytes) => {
      puts += 1;
      if (puts === 4) throw new Error('full');
      await original(ref, bytes);
    });
    expect(await refused(zip(members()))).toMatchObject({ message: 'full' });
    put.mockRestore();
  });
});

/** Offset of an entry's record in the central directory. */
function central(bytes: Uint8Array, path: string): number {
  const name = new TextEncoder().encode(path);
  for (let at = 0; at + 46 + name.length <= bytes.length; at++) {
    const signature =
      bytes[at] === 0x50 && bytes[at + 1] === 0x4b && bytes[at + 2] === 1 && bytes[at + 3] === 2;
    if (signature && name.every((byte, i) => bytes[at + 46 + i] === byte)) return at;
  }
  throw new Error(`no ${path}`);
}
function patchSize(bytes: Uint8Array<ArrayBuffer>, path: string, size: number): void {
  new DataView(bytes.buffer).setUint32(central(bytes, path) + 24, size, true);
}
function patchOffset(bytes: Uint8Array<ArrayBuffer>, path: string, offset: number): void {
  new DataView(bytes.buffer).setUint32(central(bytes, path) + 42, offset, true);
}
