import * as Comlink from 'comlink';
import { CancelledError } from '../errors.ts';
import type { Segmentation } from '../text/types.ts';
import type { DocumentsApi, Progress } from './api.ts';
import { DocumentsWorkerError, FileTooLargeError, MAX_FILE_BYTES } from './errors.ts';
import type { ImportedDocument } from './import.ts';

export interface DocumentsClientOptions {
  readonly createWorker?: () => Worker;
  /** Milliseconds without a request after which the worker is ended. */
  readonly idleMs?: number;
  /** Milliseconds that a cancelled job may take to stop before its worker is ended. */
  readonly cancelMs?: number;
}

export interface RequestOptions {
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: Progress) => void;
}

interface Connection {
  readonly worker: Worker;
  readonly remote: Comlink.Remote<DocumentsApi>;
  readonly ended: Promise<never>;
  readonly end: (reason: Error) => void;
}

type Call<Result> = (
  remote: Comlink.Remote<DocumentsApi>,
  job: number,
  onProgress: (progress: Progress) => void,
) => Promise<Result>;

/** The page's handle on the worker that reads files and finds sentences: started on demand, ended when idle. */
export class DocumentsClient {
  private readonly options: Required<DocumentsClientOptions>;
  private connection: Connection | undefined;
  private nextJob = 1;
  private waiting = 0;
  private idleTimer: ReturnType<typeof setTimeout> | undefined;

  constructor(options: DocumentsClientOptions = {}) {
    this.options = {
      createWorker: () =>
        new Worker(new URL('./worker.ts', import.meta.url), { type: 'module', name: 'documents' }),
      idleMs: 60_000,
      cancelMs: 2_000,
      ...options,
    };
  }

  /** @throws CancelledError, DocumentsWorkerError */
  segment(text: string, options: RequestOptions = {}): Promise<Segmentation> {
    return this.request('Finding the sentences', options, (remote, job, onProgress) =>
      remote.segment(job, text, onProgress),
    );
  }

  /** @throws EmptyFileError, BinaryFileError, FileTooLargeError, CancelledError, DocumentsWorkerError (by `name`) */
  async importFile(file: File, options: RequestOptions = {}): Promise<ImportedDocument> {
    if (file.size > MAX_FILE_BYTES) throw new FileTooLargeError(file.name, file.size);
    const buffer = await file.arrayBuffer();
    return this.request('Reading the file', options, (remote, job, onProgress) =>
      remote.importFile(job, file.name, Comlink.transfer(buffer, [buffer]), onProgress),
    );
  }

  /** Ends the worker; requests under way reject with CancelledError. A later request starts another worker. */
  dispose(): void {
    clearTimeout(this.idleTimer);
    this.endWith(new CancelledError('The request'));
  }

  private async request<Result>(what: string, options: RequestOptions, call: Call<Result>): Promise<Result> {
    const { signal } = options;
    if (signal?.aborted === true) throw new CancelledError(what);
    const connection = this.connection ?? this.connect();
    const job = this.nextJob++;
    const onProgress = Comlink.proxy((progress: Progress) => {
      if (signal?.aborted !== true) options.onProgress?.(progress);
    });
    this.waiting++;
    clearTimeout(this.idleTimer);
    const work = call(connection.remote, job, onProgress);
    // Whoever cancels is answered at once; the worker has `cancelMs` to stop.
    const { cancelled, release } = whenAborted(signal, () => {
      void connection.remote.cancel(job);
      this.endUnlessSettled(connection, work);
      return new CancelledError(what);
    });
    try {
      return await Promise.race([work, connection.ended, cancelled]);
    } finally {
      release();
      this.waiting--;
      if (this.waiting === 0) this.idleTimer = setTimeout(() => this.dispose(), this.options.idleMs);
    }
  }

  private endUnlessSettled(connection: Connection, work: Promise<unknown>): void {
    const timer = setTimeout(() => {
      const stuck = new DocumentsWorkerError('A cancelled job did not stop, so its worker was ended.');
      if (this.connection === connection) this.endWith(stuck);
    }, this.options.cancelMs);
    const settled = () => clearTimeout(timer);
    work.then(settled, settled);
  }

  private connect(): Connection {
    const worker = this.options.createWorker();
    let end: (reason: Error) => void = () => undefined;
    const ended = new Promise<never>((_, reject) => {
      end = reject;
    });
    // Nobody may be waiting when a worker ends.
    ended.catch(() => undefined);
    const connection: Connection = { worker, remote: Comlink.wrap<DocumentsApi>(worker), ended, end };
    const fail = (event: Event) => {
      if (this.connection !== connection) return;
      const detail = 'message' in event && event.message !== '' ? event.message : 'it could not be loaded';
      this.endWith(new DocumentsWorkerError(`The worker that reads documents failed: ${detail}.`));
    };
    worker.addEventListener('error', fail);
    worker.addEventListener('messageerror', fail);
    this.connection = connection;
    return connection;
  }

  private endWith(reason: Error): void {
    const connection = this.connection;
    if (connection === undefined) return;
    this.connection = undefined;
    connection.worker.terminate();
    connection.end(reason);
  }
}

/** A promise that rejects when the signal fires, and a way to stop listening. */
function whenAborted(signal: AbortSignal | undefined, reason: () => Error) {
  let release = () => {};
  const cancelled = new Promise<never>((_, reject) => {
    const listener = () => reject(reason());
    signal?.addEventListener('abort', listener, { once: true });
    release = () => signal?.removeEventListener('abort', listener);
  });
  return { cancelled, release };
}
