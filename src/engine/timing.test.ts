import { expect, it } from 'vitest';
import { TIMED_TEXTS, TIMED_TOKENS, timeRuns, timingRows } from './timing.ts';

/** Times runs that take these milliseconds each, the last one for ever after. */
async function timed(durations: readonly number[]): Promise<{ median: number; runs: number }> {
  let clock = 0;
  let runs = 0;
  const run = async () => {
    clock += durations[Math.min(runs, durations.length - 1)] ?? 0;
    runs++;
  };
  return { median: await timeRuns(run, () => clock), runs };
}

it('takes the middle of the runs that follow the warm-up', async () => {
  const { median, runs } = await timed([900, 500, 10, 20, 30, 40, 50, 60, 70, 80, 90]);
  expect(median).toBe(50);
  expect(runs).toBe(11);
});

it('stops early on a slow device, with at least one run counted', async () => {
  expect(await timed([700, 600])).toEqual({ median: 600, runs: 4 });
  expect(await timed([9_000])).toEqual({ median: 9_000, runs: 1 });
});

it('times full rows of the goldens’ own tokens', () => {
  const cases = [{ texts: ['a', 'b'], padTo: null, ids: [[1, 2, 3], [4]], logits: {} }];
  const rows = timingRows({ format: 1, tolerance: 1, cases });
  expect(rows).toHaveLength(TIMED_TEXTS);
  for (const { ids } of rows) expect(ids).toHaveLength(TIMED_TOKENS);
  expect(rows[0]?.ids.slice(0, 5)).toEqual([1, 2, 3, 4, 1]);
});
