import 'fake-indexeddb/auto';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { type DownloadOptions, type DownloadProgress, downloadFiles } from './download.ts';
import { isRetryable } from './errors.ts';
import type { PackStore } from './store.ts';
import { chunksOf, freshStore, type Made, makePack, rejection } from './testing/fixtures.ts';
import { MemoryServer } from './testing/server.ts';

let made: Made;
let store: PackStore;
let server: MemoryServer;
let all: string[];
beforeEach(async () => {
  made = await makePack();
  ({ store } = freshStore());
  server = new MemoryServer(chunksOf(made));
  all = made.pack.files.flatMap((file) => file.chunks.map(({ sha256 }) => sha256));
});

function download(options: Partial<DownloadOptions> = {}): Promise<void> {
  return downloadFiles({
    files: made.pack.files,
    base: server.base,
    store,
    signal: new AbortController().signal,
    fetch: server.fetch,
    ...options,
  });
}

const third = (): string => all[2] ?? '';

/** Holds the third chunk after its first piece until the returned function is called. */
function hold(): { reached: Promise<void>; release: () => void } {
  let release = (): void => undefined;
  let arrive = (): void => undefined;
  const reached = new Promise<void>((resolve) => {
    arrive = resolve;
  });
  const gate = new Promise<void>((resolve) => {
    release = resolve;
  });
  server.beforePiece = async (sha256, sent) => {
    if (sha256 !== third() || sent === 0) return;
    arrive();
    await gate;
  };
  return { reached, release };
}

describe('downloadFiles', () => {
  it('stores every chunk, asking for each once and for no more than three at a time', async () => {
    await download();
    expect(server.asked().toSorted()).toEqual(all.toSorted());
    expect(server.mostAtOnce).toBe(3);
    for (const file of made.pack.files) {
      expect(await store.readFile(file)).toEqual(made.content.get(file.path));
    }
  });

  it('keeps to the number of requests that it is given', async () => {
    await download({ concurrency: 1 });
    expect(server.mostAtOnce).toBe(1);
  });

  it('reports bytes inside a chunk, a rate and the time left, never backwards and up to the end', async () => {
    const seen: DownloadProgress[] = [];
    let clock = 0;
    const tick = async (): Promise<void> => {
      clock += 200;
    };
    server.beforePiece = tick;
    await download({ onProgress: (progress) => seen.push(progress), concurrency: 1, now: () => clock });
    const total = 150 + 420 + 800;
    const received = seen.map((progress) => progress.receivedBytes);
    expect(received).toEqual(received.toSorted((a, b) => a - b));
    expect(received).toContain(40);
    expect(seen.at(0)).toMatchObject({ receivedBytes: 0, totalBytes: total, secondsLeft: null });
    expect(seen.at(-1)).toMatchObject({ phase: 'done', receivedBytes: total, storedBytes: total });
    const middle = seen.find(({ storedBytes }) => storedBytes >= 600);
    // 100 bytes come in three pieces of 200 ms each.
    expect(middle?.bytesPerSecond).toBeGreaterThan(120);
    expect(middle?.bytesPerSecond).toBeLessThan(220);
    expect(middle?.secondsLeft).toBeCloseTo(
      (total - (middle?.receivedBytes ?? 0)) / (middle?.bytesPerSecond ?? 0),
    );
  });

  it('stops in mid-chunk where the caller aborts, and later asks only for what is missing', async () => {
    const { reached, release } = hold();
    const controller = new AbortController();
    const result = rejection(download({ signal: controller.signal, concurrency: 1 }));
    await reached;
    controller.abort();
    expect(await result).toMatchObject({ name: 'CancelledError' });
    release();
    expect(await store.hasChunk(all[1] ?? '')).toBe(true);
    expect(await store.hasChunk(third())).toBe(false);
    const before = server.asked().length;
    const seen: DownloadProgress[] = [];
    await download({ onProgress: (progress) => seen.push(progress) });
    expect(server.asked().slice(before).toSorted()).toEqual(all.slice(2).toSorted());
    expect(seen[0]).toMatchObject({ storedBytes: 150, receivedBytes: 150 });
  });

  it('resumes after a lost network without asking for a stored chunk again', async () => {
    server.override = (sha256, times) =>
      sha256 === third() && times === 1 ? new TypeError('network error') : undefined;
    const error = await rejection(download({ concurrency: 1 }));
    expect(error).toMatchObject({ name: 'NetworkLostError' });
    expect(isRetryable(error)).toBe(true);
    await download({ concurrency: 1 });
    expect(server.asked()).toEqual([...all.slice(0, 3), ...all.slice(2)]);
  });

  it('calls a body that breaks off a lost network', async () => {
    server.override = (sha256) =>
      sha256 === third()
        ? new Response(
            new ReadableStream({
              pull: (controller) => controller.error(new TypeError('terminated')),
            }),
          )
        : undefined;
    expect(await rejection(download())).toMatchObject({ name: 'NetworkLostError' });
  });

  it('fetches a chunk with a flipped byte again, once, past the cache', async () => {
    const good = chunksOf(made).get(third());
    const flipped = good?.map((byte, i) => (i === 10 ? byte ^ 0x40 : byte)) ?? new Uint8Array();
    server.override = (sha256, times) =>
      sha256 === third() && times === 1 ? new Response(flipped) : undefined;
    await download();
    expect(server.log.filter(({ sha256 }) => sha256 === third()).map(({ cache }) => cache)).toEqual([
      'default',
      'reload',
    ]);
    expect(await store.missingChunks(made.pack.files)).toEqual([]);
  });

  it.each([
    ['a flipped byte', (good: Uint8Array) => good.map((byte, i) => (i === 10 ? byte ^ 1 : byte))],
    ['too few bytes', (good: Uint8Array) => good.slice(1)],
    ['too many bytes', (good: Uint8Array) => new Uint8Array(good.length + 1)],
  ])(
    'names the file and the chunk that come twice with %s, and stores nothing of it',
    async (_what, spoil) => {
      const good = chunksOf(made).get(third()) ?? new Uint8Array();
      server.override = (sha256) =>
        sha256 === third() ? new Response(new Uint8Array(spoil(good))) : undefined;
      expect(await rejection(download())).toMatchObject({
        name: 'BadContentError',
        file: 'onnx/model_int8.onnx',
        chunk: third(),
      });
      expect(server.asked().filter((one) => one === third())).toHaveLength(2);
      expect(await store.hasChunk(third())).toBe(false);
    },
  );

  it.each([
    ['by its content type', 'hello', 'text/html; charset=utf-8'],
    ['by its beginning', '\n  <!doctype html><title>x', 'application/octet-stream'],
    ['by its root', '<HTML lang=en>', 'application/octet-stream'],
  ])('knows a web page in place of a chunk %s', async (_what, body, type) => {
    server.override = (sha256) =>
      sha256 === third() ? new Response(body, { headers: { 'content-type': type } }) : undefined;
    expect(await rejection(download())).toMatchObject({
      name: 'HtmlInsteadOfModelError',
      file: 'onnx/model_int8.onnx',
      chunk: third(),
    });
  });

  it.each([
    [404, false],
    [429, true],
    [503, true],
  ])('passes on a status of %i; worth another try: %s', async (status, retryable) => {
    server.override = (sha256) => (sha256 === third() ? new Response('', { status }) : undefined);
    const error = await rejection(download());
    expect(error).toMatchObject({ name: 'ChunkRefusedError', status });
    expect(isRetryable(error)).toBe(retryable);
  });

  it('gives up where no byte comes for too long', async () => {
    const { release } = hold();
    expect(await rejection(download({ stallMs: 60 }))).toMatchObject({ name: 'DownloadStalledError' });
    release();
  });

  it('gives up where not even an answer comes', async () => {
    const silent = (): Promise<Response> => new Promise(() => undefined);
    expect(await rejection(download({ stallMs: 30, fetch: silent }))).toMatchObject({
      name: 'DownloadStalledError',
    });
  });

  it('asks for nothing where the estimate leaves too little space', async () => {
    const estimate = async () => ({ usage: 0, quota: 1000, available: 1000 });
    expect(await rejection(download({ estimate }))).toMatchObject({
      name: 'NotEnoughSpaceError',
      needed: 1370,
      available: 1000,
    });
    expect(server.log).toEqual([]);
  });

  it('needs no space for what is stored already', async () => {
    await download();
    await download({ estimate: async () => ({ usage: 1, quota: 1, available: 0 }) });
    expect(server.asked()).toHaveLength(all.length);
  });

  it('passes a full disk on and keeps what was stored', async () => {
    let puts = 0;
    const original = IDBObjectStore.prototype.put;
    const put = vi.spyOn(IDBObjectStore.prototype, 'put').mockImplementation(function (
      this: IDBObjectStore,
      ...args: Parameters<typeof original>
    ) {
      puts += 1;
      if (puts === 3) throw new DOMException('full', 'QuotaExceededError');
      return original.apply(this, args);
    });
    expect(await rejection(download({ concurrency: 1 }))).toMatchObject({
      name: 'StorageFullError',
      needed: 100,
    });
    put.mockRestore();
    expect(await store.missingChunks(made.pack.files)).toHaveLength(all.length - 2);
  });

  it('starts nothing where it is aborted before it began', async () => {
    expect(await rejection(download({ signal: AbortSignal.abort() }))).toMatchObject({
      name: 'CancelledError',
    });
    expect(server.log).toEqual([]);
  });
});
