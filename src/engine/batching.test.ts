import { describe, expect, it } from 'vitest';
import { BatchQueue, paddedLength, RunBudget, type Waiting } from './batching.ts';

const limits = { tokens: 256, texts: 32, maxTokens: 128 };
const encode = (text: string) => ({
  ids: Array.from({ length: text.length }, (_, id) => id),
  truncated: false,
});

function drain(queue: BatchQueue): Waiting[][] {
  const batches: Waiting[][] = [];
  for (let batch = queue.next(limits); batch !== null; batch = queue.next(limits)) batches.push(batch);
  return batches;
}

describe('BatchQueue', () => {
  const texts = Array.from({ length: 1_000 }, (_, index) => 'x'.repeat(1 + ((index * 37) % 128)));

  it('serves every text exactly once', () => {
    const served = drain(new BatchQueue(texts, encode, [])).flat();
    expect(served.map((item) => item.index).sort((a, b) => a - b)).toEqual([...texts.keys()]);
  });

  it('keeps a batch within its limits, padding included', () => {
    for (const batch of drain(new BatchQueue(texts, encode, []))) {
      const longest = Math.max(...batch.map((item) => item.text.ids.length));
      expect(batch.length).toBeLessThanOrEqual(32);
      expect(batch.length === 1 || paddedLength(longest, 128) * batch.length <= 256).toBe(true);
    }
  });

  it('serves preferred texts first, and changes its mind when asked', () => {
    const queue = new BatchQueue(texts, encode, [500, 501]);
    expect(new Set(queue.next(limits)?.map((item) => item.index))).toEqual(new Set([500, 501]));
    const between = queue.next(limits)?.length ?? 0;
    queue.prefer([900, 500, 901]);
    expect(new Set(queue.next(limits)?.map((item) => item.index))).toEqual(new Set([900, 901]));
    expect(drain(queue).flat()).toHaveLength(texts.length - 4 - between);
  });

  it('encodes only what its window needs', () => {
    let encoded = 0;
    const queue = new BatchQueue(
      texts,
      (text) => {
        encoded++;
        return encode(text);
      },
      [],
    );
    queue.next(limits);
    expect(encoded).toBeLessThan(texts.length / 2);
  });

  it('answers null for no texts', () => {
    expect(new BatchQueue([], encode, []).next(limits)).toBeNull();
  });
});

describe('RunBudget', () => {
  it('settles where a run takes the time that leaves the worker responsive', () => {
    const budget = new RunBudget();
    for (let run = 0; run < 60; run++) {
      const tokens = budget.limits(512).tokens;
      budget.learn(tokens, tokens / 4);
    }
    expect(budget.limits(512).tokens / 4).toBeGreaterThan(120);
    expect(budget.limits(512).tokens / 4).toBeLessThan(200);
  });

  it('is not upset by one slow run', () => {
    const budget = new RunBudget();
    const before = budget.limits(512).tokens;
    budget.learn(before, 60_000);
    expect(budget.limits(512).tokens).toBeGreaterThanOrEqual(before / 2);
  });
});
