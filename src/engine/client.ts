import * as Comlink from 'comlink';
import { CancelledError, UndertoneError } from '../errors.ts';
import type { Assignment, Timings } from '../storage/verdicts.ts';
import type { EngineApi, OpenRequest, OpenStage, ScoredBatch, ScoreRequest, SessionInfo } from './api.ts';
import { type Connection, connectWorker, watchPings } from './connection.ts';

/** The worker stopped answering and was ended; the next request starts a new one. */
export class EngineHungError extends UndertoneError {
  override readonly name = 'EngineHungError';
}

/** The worker died: a script that did not load, or the browser ended it for lack of memory. */
export class EngineCrashedError extends UndertoneError {
  override readonly name = 'EngineCrashedError';
}

/** Something was asked of an engine that was never given a model. */
export class EngineNotOpenError extends UndertoneError {
  override readonly name = 'EngineNotOpenError';
}

export type EngineState =
  | { readonly status: 'asleep' }
  | { readonly status: 'starting'; readonly stage: OpenStage }
  | { readonly status: 'ready'; readonly session: SessionInfo }
  | { readonly status: 'busy'; readonly session: SessionInfo }
  | { readonly status: 'failed'; readonly error: Error };

export interface EngineOptions {
  readonly createWorker?: () => Worker;
  /** Milliseconds without a request after which the worker is ended and its memory given back. */
  readonly idleMs?: number;
  /** Milliseconds without an answer to a ping, while scoring, after which the worker counts as hung. */
  readonly hungMs?: number;
  /** The same while a model is being opened: compiling and the first run block the worker for longer. */
  readonly openMs?: number;
}

export interface ScoreOptions {
  readonly signal: AbortSignal;
  readonly onBatch: (batch: ScoredBatch) => void;
}

/** A running scoring job. */
export interface ScoreJob {
  readonly done: Promise<{ scored: number; ms: number }>;
  /** Texts to do before the others, for example those in view. */
  prefer(indices: readonly number[]): void;
}

/**
 * The page's handle on the tone worker: starts it on demand, ends it when idle or hung, and opens the
 * last model again in the next worker without being asked.
 */
export class EngineClient {
  private readonly options: Required<EngineOptions>;
  private readonly listeners = new Set<(state: EngineState) => void>();
  private connection: Connection | undefined;
  private request: OpenRequest | undefined;
  private current: EngineState = { status: 'asleep' };
  private nextJob = 1;
  private waiting = 0;
  /** Times that the graphics device was lost under this model. */
  private losses = 0;
  private idleTimer: ReturnType<typeof setTimeout> | undefined;

  constructor(options: EngineOptions = {}) {
    this.options = {
      createWorker: () =>
        new Worker(new URL('./worker.ts', import.meta.url), { type: 'module', name: 'tone' }),
      idleMs: 5 * 60_000,
      hungMs: 20_000,
      openMs: 120_000,
      ...options,
    };
  }

  get state(): EngineState {
    return this.current;
  }

  subscribe(listener: (state: EngineState) => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  /**
   * Opens a model; a worker that serves another one is ended first.
   *
   * @throws CancelledError, EngineHungError, EngineCrashedError, and the worker's own named errors
   *   (GoldenMismatchError, RuntimeStartError, MissingChunkError, CorruptChunkError, …).
   */
  async open(request: OpenRequest, signal: AbortSignal): Promise<SessionInfo> {
    signal.throwIfAborted();
    if (this.request !== undefined && !sameModel(this.request, request)) {
      this.sleep();
      this.losses = 0;
    }
    this.request = request;
    const cancel = () => this.endWith(new CancelledError('Opening the model'));
    signal.addEventListener('abort', cancel, { once: true });
    try {
      return await this.attend(() => this.session());
    } finally {
      signal.removeEventListener('abort', cancel);
    }
  }

  /**
   * Starts scoring; the model of the last `open` is opened again if its worker has been ended since. Where the
   * graphics device is lost, the session is built once more and the job goes on; the second time it rejects with
   * DeviceLostError.
   */
  score(head: string, texts: readonly string[], first: readonly number[], options: ScoreOptions): ScoreJob {
    const job = this.nextJob++;
    const finished = new Set<number>();
    const onBatch = (batch: ScoredBatch) => {
      for (const index of batch.indices) finished.add(index);
      options.onBatch(batch);
    };
    const attempt = () =>
      this.attend(() => this.run({ job, head, texts, first, skip: [...finished] }, { ...options, onBatch }));
    const done = attempt()
      .catch((error: unknown) => {
        if (!isDeviceLost(error) || this.losses > 1) throw error;
        return attempt();
      })
      .catch((error: unknown) => {
        throw options.signal.aborted ? new CancelledError('Scoring') : error;
      });
    return { done, prefer: (indices) => void this.connection?.remote.prefer(job, indices) };
  }

  /** Where the runtime would put the nodes of a model; null where it does not say. */
  assignment(request: OpenRequest, signal: AbortSignal): Promise<Assignment | null> {
    return this.ask(signal, (remote) => remote.assignment(request), this.connection ?? this.connect());
  }

  /** Times the model that is open. */
  measure(signal: AbortSignal): Promise<Timings> {
    return this.ask(signal, (remote) => remote.measure(), this.connected());
  }

  /** Milliseconds until the worker answers a ping; rejects if there is no worker. */
  async ping(): Promise<number> {
    const connection = this.connected();
    const sent = performance.now();
    await Promise.race([connection.remote.ping(), connection.ended]);
    return performance.now() - sent;
  }

  /** Ends the worker and gives its memory back; the next request starts another. */
  sleep(): void {
    this.endWith(new CancelledError('The engine'));
    this.become({ status: 'asleep' });
  }

  /** One attempt at a job. */
  private async run(request: ScoreRequest, options: ScoreOptions): Promise<{ scored: number; ms: number }> {
    const { job } = request;
    options.signal.throwIfAborted();
    await this.session();
    options.signal.throwIfAborted();
    const connection = this.connected();
    const cancel = () => void connection.remote.cancel(job);
    options.signal.addEventListener('abort', cancel, { once: true });
    const unwatch = this.watch(connection, this.options.hungMs);
    const onBatch = Comlink.proxy((batch: ScoredBatch) => {
      if (!options.signal.aborted) options.onBatch(batch);
    });
    try {
      return await Promise.race([connection.remote.score(request, onBatch), connection.ended]);
    } catch (error) {
      // A worker whose device is gone cannot compute any more; the next request starts another.
      if (isDeviceLost(error) && this.connection === connection) this.lose(error);
      throw error;
    } finally {
      unwatch();
      options.signal.removeEventListener('abort', cancel);
    }
  }

  private lose(error: Error): void {
    this.losses++;
    this.endWith(error);
    if (this.losses > 1) this.become({ status: 'failed', error });
  }

  private async ask<Result>(
    signal: AbortSignal,
    question: (remote: Comlink.Remote<EngineApi>) => Promise<Result>,
    connection: Connection,
  ): Promise<Result> {
    signal.throwIfAborted();
    const cancel = () => this.endWith(new CancelledError('The engine'));
    signal.addEventListener('abort', cancel, { once: true });
    const unwatch = this.watch(connection, this.options.openMs);
    try {
      return await Promise.race([question(connection.remote), connection.ended]);
    } finally {
      unwatch();
      signal.removeEventListener('abort', cancel);
    }
  }

  private session(): Promise<SessionInfo> {
    const request = this.request;
    if (request === undefined) return Promise.reject(new EngineNotOpenError('No model has been opened.'));
    const connection = this.connection ?? this.connect();
    connection.session ??= this.openIn(connection, request);
    return connection.session;
  }

  private async openIn(connection: Connection, request: OpenRequest): Promise<SessionInfo> {
    this.become({ status: 'starting', stage: 'reading' });
    const onStage = Comlink.proxy((stage: OpenStage) => {
      if (this.connection === connection) this.become({ status: 'starting', stage });
    });
    const unwatch = this.watch(connection, this.options.openMs);
    try {
      const session = await Promise.race([connection.remote.open(request, onStage), connection.ended]);
      this.become({ status: 'ready', session });
      return session;
    } catch (cause) {
      const error = cause instanceof Error ? cause : new EngineCrashedError(String(cause));
      if (this.connection === connection) this.endWith(error);
      this.become(error.name === 'CancelledError' ? { status: 'asleep' } : { status: 'failed', error });
      throw error;
    } finally {
      unwatch();
    }
  }

  private connect(): Connection {
    const connection = connectWorker(this.options.createWorker(), (message) => {
      if (this.connection !== connection) return;
      const error = new EngineCrashedError(`The model's worker failed: ${message}`);
      this.endWith(error);
      this.become({ status: 'failed', error });
    });
    this.connection = connection;
    return connection;
  }

  private connected(): Connection {
    if (this.connection === undefined) throw new EngineNotOpenError('The engine is asleep.');
    return this.connection;
  }

  private watch(connection: Connection, limitMs: number): () => void {
    return watchPings(connection, limitMs, () => {
      if (this.connection !== connection) return;
      const error = new EngineHungError(`The model has not answered for ${Math.round(limitMs / 1000)} s.`);
      this.endWith(error);
      this.become({ status: 'failed', error });
    });
  }

  private endWith(reason: Error): void {
    const connection = this.connection;
    if (connection === undefined) return;
    this.connection = undefined;
    connection.worker.terminate();
    connection.end(reason);
  }

  /** Counts who waits: the worker is busy while somebody does, and idle time starts when nobody does. */
  private async attend<Result>(work: () => Promise<Result>): Promise<Result> {
    this.waiting++;
    clearTimeout(this.idleTimer);
    try {
      const running = work();
      void this.session()
        .then((session) => this.waiting > 0 && this.become({ status: 'busy', session }))
        .catch(() => undefined);
      return await running;
    } finally {
      this.waiting--;
      if (this.waiting === 0) {
        if (this.current.status === 'busy') this.become({ status: 'ready', session: this.current.session });
        this.idleTimer = setTimeout(() => this.sleep(), this.options.idleMs);
      }
    }
  }

  private become(state: EngineState): void {
    this.current = state;
    for (const listener of this.listeners) listener(state);
  }
}

function isDeviceLost(error: unknown): error is Error {
  return error instanceof Error && error.name === 'DeviceLostError';
}

function sameModel(a: OpenRequest, b: OpenRequest): boolean {
  return (
    a.pack.hash === b.pack.hash &&
    a.variant.id === b.variant.id &&
    a.runtime.id === b.runtime.id &&
    a.threads === b.threads
  );
}
