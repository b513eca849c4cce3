import { UndertoneError } from '../errors.ts';

/** The catalogue could not be fetched: no network, or the server refused. */
export class CatalogueUnreachableError extends UndertoneError {
  override readonly name = 'CatalogueUnreachableError';
}

/** The catalogue's bytes are not the ones that this build trusts. */
export class CatalogueMismatchError extends UndertoneError {
  override readonly name = 'CatalogueMismatchError';
  /** True where a web page came in its place (a captive portal, a proxy, a host's fallback page). */
  readonly html: boolean;
  constructor(html: boolean) {
    super(
      html
        ? 'A web page came in place of the catalogue of models.'
        : 'The catalogue of models is not the one that this build trusts.',
    );
    this.html = html;
  }
}

/** The catalogue, or a pack's entry, breaks its own rules. */
export class CatalogueInvalidError extends UndertoneError {
  override readonly name = 'CatalogueInvalidError';
  constructor(problem: string, options?: ErrorOptions) {
    super(`The catalogue entry is invalid: ${problem}`, options);
  }
}

/** A chunk (or a file made of good chunks) has other bytes than its SHA-256 says, fetched twice. */
export class BadContentError extends UndertoneError {
  override readonly name = 'BadContentError';
  readonly chunk: string;
  readonly file: string | undefined;
  constructor(chunk: string, file?: string, options?: ErrorOptions) {
    super(
      `Chunk ${chunk}${file === undefined ? '' : ` of ${file}`} has other bytes than it should.`,
      options,
    );
    this.chunk = chunk;
    this.file = file;
  }
}

/** A web page came in place of a chunk. */
export class HtmlInsteadOfModelError extends UndertoneError {
  override readonly name = 'HtmlInsteadOfModelError';
  readonly chunk: string;
  readonly file: string;
  constructor(chunk: string, file: string) {
    super(`A web page came in place of chunk ${chunk} of ${file}.`);
    this.chunk = chunk;
    this.file = file;
  }
}

/** The server answered a chunk's request with an error status. */
export class ChunkRefusedError extends UndertoneError {
  override readonly name = 'ChunkRefusedError';
  readonly chunk: string;
  readonly status: number;
  constructor(chunk: string, file: string, status: number) {
    super(`The server answered ${status} to the request for chunk ${chunk} of ${file}.`);
    this.chunk = chunk;
    this.status = status;
  }
}

/** The connection failed; what is stored stays, and the download can go on from there. */
export class NetworkLostError extends UndertoneError {
  override readonly name = 'NetworkLostError';
  constructor(options?: ErrorOptions) {
    super('The network connection was lost.', options);
  }
}

/** No byte came for too long. */
export class DownloadStalledError extends UndertoneError {
  override readonly name = 'DownloadStalledError';
  constructor(ms: number) {
    super(`The download stood still for ${Math.round(ms / 1000)} seconds.`);
  }
}

/** The browser's estimate leaves too little space; nothing was fetched. Bytes. */
export class NotEnoughSpaceError extends UndertoneError {
  override readonly name = 'NotEnoughSpaceError';
  readonly needed: number;
  readonly available: number;
  constructor(needed: number, available: number) {
    super(`${needed} bytes are needed, and the browser has ${available} left for this app.`);
    this.needed = needed;
    this.available = available;
  }
}

/** A stored chunk was altered; it has been deleted, and a download fetches it again. */
export class CorruptChunkError extends UndertoneError {
  override readonly name = 'CorruptChunkError';
  readonly file: string;
  readonly chunk: string;
  constructor(file: string, chunk: string) {
    super(`The stored chunk ${chunk} of ${file} was damaged and has been deleted.`);
    this.file = file;
    this.chunk = chunk;
  }
}

/** A chunk is not stored: never downloaded, or evicted by the browser. */
export class MissingChunkError extends UndertoneError {
  override readonly name = 'MissingChunkError';
  readonly file: string;
  readonly chunk: string;
  constructor(file: string, chunk: string) {
    super(`The chunk ${chunk} of ${file} is not stored.`);
    this.file = file;
    this.chunk = chunk;
  }
}

/** True where trying again, with nothing changed by the user, may well succeed. */
export function isRetryable(error: unknown): boolean {
  if (error instanceof ChunkRefusedError) {
    return error.status === 408 || error.status === 429 || error.status >= 500;
  }
  return [NetworkLostError, DownloadStalledError, CorruptChunkError, MissingChunkError].some(
    (kind) => error instanceof kind,
  );
}
