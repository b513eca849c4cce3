import { CancelledError } from '../errors.ts';
import type { ToneScore } from '../tasks/sentiment.ts';
import type { ScoredBatch, ScoreRequest } from './api.ts';
import { BatchQueue, RunBudget } from './batching.ts';
import { batchLength } from './model.ts';
import type { ToneModel } from './session.ts';

interface Job {
  readonly id: number;
  readonly head: string;
  readonly texts: readonly string[];
  readonly queue: BatchQueue;
  readonly onBatch: (batch: ScoredBatch) => void;
  readonly resolve: (summary: { scored: number; ms: number }) => void;
  readonly reject: (reason: unknown) => void;
  readonly started: number;
  done: number;
}

/**
 * Runs scoring jobs batch by batch, the newest job first: an edited sentence does not wait for the
 * rest of a long document. Between two batches the worker hears messages, so cancel and ping are quick.
 */
export class Scheduler {
  private readonly jobs = new Map<number, Job>();
  private readonly budget = new RunBudget();
  private running = false;
  private broken: Error | undefined;

  private readonly model: ToneModel;

  constructor(model: ToneModel) {
    this.model = model;
  }

  score(
    request: ScoreRequest,
    onBatch: (batch: ScoredBatch) => void,
  ): Promise<{ scored: number; ms: number }> {
    if (this.broken !== undefined) return Promise.reject(this.broken);
    return new Promise((resolve, reject) => {
      const { texts, first, skip = [] } = request;
      const queue = new BatchQueue(texts, (text) => this.model.encode(text), first, skip);
      this.jobs.set(request.job, {
        id: request.job,
        head: request.head,
        texts: request.texts,
        queue,
        onBatch,
        resolve,
        reject,
        started: performance.now(),
        done: skip.length,
      });
      void this.pump();
    });
  }

  prefer(job: number, indices: readonly number[]): void {
    this.jobs.get(job)?.queue.prefer(indices);
  }

  cancel(job: number): void {
    const found = this.jobs.get(job);
    if (found === undefined) return;
    this.jobs.delete(job);
    found.reject(new CancelledError('Scoring'));
  }

  /** Ends every job, and every later one, with this error: the model cannot compute any more. */
  fail(error: Error): void {
    this.broken = error;
    for (const job of this.jobs.values()) job.reject(error);
    this.jobs.clear();
  }

  private async pump(): Promise<void> {
    if (this.running) return;
    this.running = true;
    try {
      for (let job = this.newest(); job !== undefined; job = this.newest()) {
        await this.step(job).catch((reason: unknown) => {
          this.jobs.delete(job.id);
          job.reject(reason);
        });
        await nextMessage();
      }
    } finally {
      this.running = false;
    }
  }

  private newest(): Job | undefined {
    return [...this.jobs.values()].at(-1);
  }

  private async step(job: Job): Promise<void> {
    const batch = job.queue.next(this.budget.limits(this.model.pack.maxTokens));
    if (batch === null) {
      this.jobs.delete(job.id);
      job.resolve({ scored: job.done, ms: performance.now() - job.started });
      return;
    }
    const texts = batch.map(({ text }) => text);
    const before = performance.now();
    const scores: ToneScore[] = await this.model.score(job.head, texts);
    this.budget.learn(
      batchLength(texts, this.model.pack.maxTokens) * texts.length,
      performance.now() - before,
    );
    if (!this.jobs.has(job.id)) return;
    job.done += batch.length;
    job.onBatch({
      indices: batch.map(({ index }) => index),
      scores,
      done: job.done,
      total: job.texts.length,
    });
  }
}

/** Lets the messages that arrived during a run be handled before the next run starts. */
function nextMessage(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 0));
}
