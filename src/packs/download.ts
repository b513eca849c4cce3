import { CancelledError } from '../errors.ts';
import type { ChunkRef, PackFile } from './catalog.ts';
import { BadContentError, HtmlInsteadOfModelError } from './errors.ts';
import { fetchChunk } from './fetch-chunk.ts';
import { uniqueChunks } from './parts.ts';
import { type DownloadProgress, ProgressMeter } from './progress.ts';
import { type AskSpace, checkSpace } from './space.ts';
import type { PackStore } from './store.ts';

export type { DownloadProgress } from './progress.ts';

export interface DownloadOptions {
  readonly files: readonly PackFile[];
  /** Address of the directory that holds `chunks/`, without a slash at its end. */
  readonly base: string;
  readonly store: Pick<PackStore, 'missingChunks' | 'putChunk'>;
  readonly signal: AbortSignal;
  readonly onProgress?: (progress: DownloadProgress) => void;
  /** Requests at a time. */
  readonly concurrency?: number;
  readonly fetch?: typeof fetch;
  /** Milliseconds without a byte after which a request is given up. */
  readonly stallMs?: number;
  readonly estimate?: AskSpace;
  /** Milliseconds on a clock that never runs backwards. */
  readonly now?: () => number;
}

interface Job {
  readonly chunk: ChunkRef;
  readonly file: string;
}

/**
 * Fetches and stores the chunks that these files still lack, each from `<base>/chunks/<sha256>.bin`.
 *
 * A chunk that comes wrong is asked for once more, past the HTTP cache. Whatever ends the download, the chunks
 * stored so far stay, and the next call asks only for the others. The first failure ends the other requests, and
 * nothing is written any more once the promise has settled.
 *
 * @throws NotEnoughSpaceError before the first request.
 * @throws BadContentError, HtmlInsteadOfModelError, ChunkRefusedError, NetworkLostError, DownloadStalledError,
 *   StorageFullError, CancelledError
 */
export async function downloadFiles(options: DownloadOptions): Promise<void> {
  const { files, store, signal } = options;
  if (signal.aborted) throw new CancelledError('The download');
  const meter = new ProgressMeter(
    options.onProgress ?? (() => undefined),
    options.now ?? (() => performance.now()),
  );
  const all = uniqueChunks(files);
  const missing = new Set((await store.missingChunks(files)).map((chunk) => chunk.sha256));
  const queue = all.filter(({ chunk }) => missing.has(chunk.sha256));
  const total = sizeOf(all);
  const needed = sizeOf(queue);
  await checkSpace(needed, options.estimate);
  meter.start(total, total - needed);
  await runAll(queue, options, meter);
  meter.done();
}

async function runAll(queue: readonly Job[], options: DownloadOptions, meter: ProgressMeter): Promise<void> {
  const stop = new AbortController();
  const onAbort = (): void => stop.abort(options.signal.reason);
  options.signal.addEventListener('abort', onAbort);
  if (options.signal.aborted) onAbort();
  const ticker = setInterval(() => meter.tick(), 1_000);
  let failure: { readonly error: unknown } | undefined;
  let next = 0;
  const work = async (): Promise<void> => {
    while (!stop.signal.aborted) {
      const job = queue[next++];
      if (job === undefined) return;
      try {
        await obtain(job, options, stop.signal, meter);
      } catch (error) {
        failure ??= { error };
        stop.abort(error);
      }
    }
  };
  const workers = Math.max(1, Math.min(options.concurrency ?? 3, queue.length));
  try {
    await Promise.all(Array.from({ length: workers }, work));
  } finally {
    clearInterval(ticker);
    options.signal.removeEventListener('abort', onAbort);
  }
  if (options.signal.aborted) throw new CancelledError('The download');
  if (failure !== undefined) throw failure.error;
}

/** Fetches and stores one chunk; wrong content is asked for once more, past the cache. */
async function obtain(
  job: Job,
  options: DownloadOptions,
  signal: AbortSignal,
  meter: ProgressMeter,
): Promise<void> {
  try {
    await attempt(job, 'default', options, signal, meter);
  } catch (error) {
    const wrong = error instanceof BadContentError || error instanceof HtmlInsteadOfModelError;
    if (!wrong || signal.aborted) throw error;
    await attempt(job, 'reload', options, signal, meter);
  }
}

async function attempt(
  { chunk, file }: Job,
  cache: RequestCache,
  options: DownloadOptions,
  signal: AbortSignal,
  meter: ProgressMeter,
): Promise<void> {
  let arrived = 0;
  try {
    const bytes = await fetchChunk({
      chunk,
      file,
      cache,
      signal,
      url: `${options.base}/chunks/${chunk.sha256}.bin`,
      stallMs: options.stallMs ?? 30_000,
      fetch: options.fetch ?? fetch,
      onBytes: (count) => {
        arrived += count;
        meter.received(count);
      },
    });
    await options.store.putChunk(chunk, bytes);
  } catch (error) {
    meter.dropped(arrived);
    // The store knows the chunk only; the user is told the file as well.
    if (error instanceof BadContentError) throw new BadContentError(chunk.sha256, file, { cause: error });
    throw error;
  }
  meter.stored(arrived);
}

function sizeOf(jobs: readonly Job[]): number {
  return jobs.reduce((sum, { chunk }) => sum + chunk.bytes, 0);
}
