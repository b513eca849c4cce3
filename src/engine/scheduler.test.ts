import { describe, expect, it } from 'vitest';
import type { ScoredBatch } from './api.ts';
import { Scheduler } from './scheduler.ts';
import type { ToneModel } from './session.ts';

/** A model whose answer carries the text's own length, so a score that went to another text is noticed. */
function fakeModel(options: { delayMs?: number; failAt?: number } = {}) {
  const runs: number[] = [];
  const model: Pick<ToneModel, 'encode' | 'score'> & { pack: { maxTokens: number } } = {
    pack: { maxTokens: 64 },
    encode: (text) => ({ ids: Array.from(text, () => 7), truncated: text.length > 60 }),
    score: async (_head, batch) => {
      runs.push(batch.length);
      if (runs.length === options.failAt) throw new Error('boom');
      await new Promise((resolve) => setTimeout(resolve, options.delayMs ?? 1));
      return batch.map((text) => ({
        label: 'neutral',
        probabilities: [0, 1, 0],
        confidence: 1,
        tokens: text.ids.length,
        truncated: text.truncated,
      }));
    },
  };
  return { scheduler: new Scheduler(model as ToneModel), runs };
}

const texts = Array.from({ length: 300 }, (_, index) => 'x'.repeat(1 + (index % 61)));

describe('Scheduler', () => {
  it('gives every text its own score, once', async () => {
    const { scheduler } = fakeModel();
    const tokens = new Map<number, number>();
    const batches: ScoredBatch[] = [];
    await scheduler.score({ job: 1, head: 'investor', texts, first: [299] }, (batch) => {
      batches.push(batch);
      batch.indices.forEach((index, row) => {
        expect(tokens.has(index)).toBe(false);
        tokens.set(index, batch.scores[row]?.tokens ?? -1);
        expect(batch.scores[row]?.truncated).toBe((texts[index]?.length ?? 0) > 60);
      });
    });
    expect([...tokens].every(([index, count]) => count === texts[index]?.length)).toBe(true);
    expect(tokens.size).toBe(texts.length);
    expect(batches[0]?.indices).toEqual([299]);
    expect(batches.at(-1)).toMatchObject({ done: 300, total: 300 });
  });

  it('starts no run after a cancel, and serves the next job', async () => {
    const { scheduler, runs } = fakeModel({ delayMs: 5 });
    const job = scheduler.score({ job: 1, head: 'investor', texts, first: [] }, () => {
      scheduler.cancel(1);
    });
    await expect(job).rejects.toMatchObject({ name: 'CancelledError' });
    const atCancel = runs.length;
    await new Promise((resolve) => setTimeout(resolve, 30));
    expect(runs.length).toBe(atCancel);
    await expect(
      scheduler.score({ job: 2, head: 'investor', texts: ['a'], first: [] }, () => undefined),
    ).resolves.toMatchObject({ scored: 1 });
  });

  it('does the newest job first', async () => {
    const { scheduler } = fakeModel();
    const order: number[] = [];
    const first = scheduler.score({ job: 1, head: 'investor', texts, first: [] }, () => undefined);
    const second = scheduler.score({ job: 2, head: 'investor', texts: ['a'], first: [] }, () => undefined);
    await Promise.all([first.then(() => order.push(1)), second.then(() => order.push(2))]);
    expect(order).toEqual([2, 1]);
  });

  it('rejects only the job whose run failed', async () => {
    const { scheduler } = fakeModel({ failAt: 1 });
    await expect(
      scheduler.score({ job: 1, head: 'investor', texts, first: [] }, () => undefined),
    ).rejects.toThrow('boom');
    await expect(
      scheduler.score({ job: 2, head: 'investor', texts: ['a'], first: [] }, () => undefined),
    ).resolves.toMatchObject({ scored: 1 });
  });
});
