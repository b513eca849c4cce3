import type { ToneScore } from '../../tasks/sentiment.ts';
import type { Scorer, ScorerRequest } from './scorer.ts';
import { WorkerHandle } from './worker-handle.ts';

/** Groups waiting for each worker, so that none is idle while answers are written. */
const AHEAD = 2;

/**
 * As many scoring workers as threads are allowed. The first is opened at once, so that a damaged pack shows before
 * anything is read; each other only when a group waits for it, so that a short file does not pay for it.
 */
export class WorkerPool implements Scorer {
  readonly slots: number;
  readonly #request: ScorerRequest;
  readonly #threads: number;
  readonly #opening: Promise<WorkerHandle>[];
  readonly #idle: WorkerHandle[];
  readonly #queue: ((worker: WorkerHandle) => void)[] = [];
  readonly #failed: ((error: unknown) => void)[] = [];

  static async open(request: ScorerRequest, threads: number): Promise<WorkerPool> {
    return new WorkerPool(request, threads, await WorkerHandle.open(request));
  }

  private constructor(request: ScorerRequest, threads: number, first: WorkerHandle) {
    this.#request = request;
    this.#threads = threads;
    this.slots = threads * AHEAD;
    this.#opening = [Promise.resolve(first)];
    this.#idle = [first];
  }

  async score(texts: readonly string[]): Promise<readonly ToneScore[]> {
    const worker = await this.#take();
    try {
      return await worker.score(texts);
    } finally {
      this.#give(worker);
    }
  }

  async close(): Promise<void> {
    const workers = await Promise.allSettled(this.#opening);
    await Promise.all(
      workers.map((worker) => (worker.status === 'fulfilled' ? worker.value.close() : undefined)),
    );
  }

  #take(): Promise<WorkerHandle> {
    const idle = this.#idle.pop();
    if (idle !== undefined) return Promise.resolve(idle);
    if (this.#opening.length < this.#threads) this.#openAnother();
    return new Promise((resolve, reject) => {
      this.#queue.push(resolve);
      this.#failed.push(reject);
    });
  }

  #openAnother(): void {
    const opening = WorkerHandle.open(this.#request);
    this.#opening.push(opening);
    opening.then(
      (worker) => this.#give(worker),
      // A worker that cannot open is no reason to go on slowly and say nothing: everyone who waits is told.
      (error: unknown) => {
        for (const reject of this.#failed.splice(0)) reject(error);
        this.#queue.length = 0;
      },
    );
  }

  #give(worker: WorkerHandle): void {
    const next = this.#queue.shift();
    this.#failed.shift();
    if (next === undefined) this.#idle.push(worker);
    else next(worker);
  }
}
