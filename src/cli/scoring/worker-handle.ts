import { Worker } from 'node:worker_threads';
import * as v from 'valibot';
import type { ToneScore } from '../../tasks/sentiment.ts';
import { WorkerLostError } from '../errors.ts';
import { fromWorkerSchema, revive, type ToWorker } from './messages.ts';
import type { ScorerRequest } from './scorer.ts';

interface Waiting {
  readonly resolve: (scores: readonly ToneScore[]) => void;
  readonly reject: (error: Error) => void;
}

/** One scoring worker: a thread with a session of its own. */
export class WorkerHandle {
  readonly #worker: Worker;
  readonly #waiting = new Map<number, Waiting>();
  readonly #ended: Promise<void>;
  #next = 0;
  #lost: Error | null = null;

  /** Starts a worker and waits until its model has answered its goldens. */
  static async open(request: ScorerRequest): Promise<WorkerHandle> {
    const worker = new Worker(new URL('worker.boot.mjs', import.meta.url), {
      workerData: { module: new URL('worker.ts', import.meta.url).href, request },
      execArgv: [],
    });
    const handle = new WorkerHandle(worker);
    await handle.#ready;
    return handle;
  }

  readonly #ready: Promise<void>;

  private constructor(worker: Worker) {
    this.#worker = worker;
    this.#ready = new Promise((resolve, reject) => {
      const lose = (error: Error): void => {
        this.#lost ??= error;
        reject(error);
        for (const waiting of this.#waiting.values()) waiting.reject(error);
        this.#waiting.clear();
      };
      worker.on('message', (data: unknown) => {
        const message = v.parse(fromWorkerSchema, data);
        if (message.kind === 'ready') resolve();
        else if (message.kind === 'scores') this.#take(message.id)?.resolve(message.scores);
        else if (message.id === null) lose(revive(message.error));
        else this.#take(message.id)?.reject(revive(message.error));
      });
      worker.on('error', lose);
      worker.on('exit', (code) => lose(new WorkerLostError(`A scoring worker ended with code ${code}.`)));
    });
    this.#ended = new Promise((resolve) => worker.once('exit', () => resolve()));
  }

  score(texts: readonly string[]): Promise<readonly ToneScore[]> {
    const lost = this.#lost;
    if (lost !== null) return Promise.reject(lost);
    return new Promise((resolve, reject) => {
      const id = this.#next++;
      this.#waiting.set(id, { resolve, reject });
      this.#post({ kind: 'score', id, texts });
    });
  }

  /**
   * Ends the worker after its current batch; what it has not answered is rejected. It leaves by itself, because
   * terminating a thread inside the runtime takes the whole process down.
   */
  async close(): Promise<void> {
    if (this.#lost === null) this.#post({ kind: 'close' });
    await this.#ended;
  }

  #post(message: ToWorker): void {
    this.#worker.postMessage(message);
  }

  #take(id: number): Waiting | undefined {
    const waiting = this.#waiting.get(id);
    this.#waiting.delete(id);
    return waiting;
  }
}
