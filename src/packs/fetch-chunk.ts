import { CancelledError } from '../errors.ts';
import type { Bytes } from './bytes.ts';
import type { ChunkRef } from './catalog.ts';
import {
  BadContentError,
  ChunkRefusedError,
  DownloadStalledError,
  HtmlInsteadOfModelError,
  NetworkLostError,
} from './errors.ts';
import { looksLikeHtml } from './html.ts';

export interface ChunkRequest {
  readonly chunk: ChunkRef;
  /** Path of the file that the chunk is named by in errors. */
  readonly file: string;
  readonly url: string;
  readonly cache: RequestCache;
  readonly signal: AbortSignal;
  /** Milliseconds without a byte after which the request is given up. */
  readonly stallMs: number;
  readonly fetch: typeof fetch;
  /** Called with the number of bytes that each piece brought. */
  readonly onBytes: (bytes: number) => void;
}

/**
 * Fetches one chunk, piece by piece; its size is checked here, its SHA-256 by the store.
 *
 * @throws HtmlInsteadOfModelError, ChunkRefusedError, BadContentError (wrong size), NetworkLostError,
 *   DownloadStalledError, CancelledError
 */
export async function fetchChunk(request: ChunkRequest): Promise<Bytes> {
  const watch = new Watch(request.signal, request.stallMs);
  try {
    return await read(request, watch);
  } catch (error) {
    watch.stop(error);
    throw explain(error, request);
  } finally {
    watch.end();
  }
}

async function read(request: ChunkRequest, watch: Watch): Promise<Bytes> {
  // Called as a plain function: the platform's fetch refuses to be a method of anything else.
  const { chunk, file, onBytes, fetch: get } = request;
  const response = await watch.guard(get(request.url, { cache: request.cache, signal: watch.signal }));
  if (!response.ok) throw new ChunkRefusedError(chunk.sha256, file, response.status);
  const contentType = response.headers.get('content-type');
  if (looksLikeHtml(contentType, new Uint8Array())) throw new HtmlInsteadOfModelError(chunk.sha256, file);
  const whole = new Uint8Array(chunk.bytes);
  let offset = 0;
  const reader = response.body?.getReader();
  while (reader !== undefined) {
    const { done, value } = await watch.guard(reader.read());
    if (done) break;
    if (offset === 0 && looksLikeHtml(null, value)) throw new HtmlInsteadOfModelError(chunk.sha256, file);
    if (offset + value.length > whole.length) throw new BadContentError(chunk.sha256, file);
    whole.set(value, offset);
    offset += value.length;
    onBytes(value.length);
  }
  if (offset !== whole.length) throw new BadContentError(chunk.sha256, file);
  return whole;
}

function explain(error: unknown, { signal }: ChunkRequest): unknown {
  if (signal.aborted) return new CancelledError('The download');
  // Fetch reports every failure of the network, and a body cut short, as a TypeError.
  return error instanceof TypeError ? new NetworkLostError({ cause: error }) : error;
}

/** Ends one request when the caller aborts or when nothing has come for too long. */
class Watch {
  readonly #controller = new AbortController();
  readonly #outer: AbortSignal;
  readonly #stallMs: number;
  readonly #ended: Promise<never>;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #fail: (reason: unknown) => void = () => undefined;

  constructor(outer: AbortSignal, stallMs: number) {
    this.#outer = outer;
    this.#stallMs = stallMs;
    this.#ended = new Promise((_, reject) => {
      this.#fail = reject;
    });
    // Nobody may be waiting at the moment it fails.
    this.#ended.catch(() => undefined);
    outer.addEventListener('abort', this.#onAbort);
    if (outer.aborted) this.#onAbort();
  }

  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  /** Waits for one step of the request; each step starts the clock anew. */
  async guard<T>(step: Promise<T>): Promise<T> {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.stop(new DownloadStalledError(this.#stallMs)), this.#stallMs);
    return Promise.race([step, this.#ended]);
  }

  stop(reason: unknown): void {
    this.#fail(reason);
    this.#controller.abort(reason);
  }

  end(): void {
    clearTimeout(this.#timer);
    this.#outer.removeEventListener('abort', this.#onAbort);
  }

  readonly #onAbort = (): void => this.stop(this.#outer.reason);
}
