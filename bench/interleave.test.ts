import { describe, expect, it } from 'vitest';
import { compare, passes, takeTurns } from './interleave.ts';

describe('contestants', () => {
  it('warm up, then take turns in both directions', async () => {
    const turns: string[] = [];
    const lane = (id: string, perSecond: number) => ({
      id,
      measure: async (leastMs: number) => {
        turns.push(`${id}${leastMs}`);
        return { sentences: (perSecond * leastMs) / 1_000, ms: leastMs };
      },
    });
    const rates = await takeTurns([lane('a', 300), lane('b', 100)], { repeats: 3, seconds: 2 });
    expect(turns).toEqual(['a1000', 'b1000', 'a2000', 'b2000', 'b2000', 'a2000', 'a2000', 'b2000']);
    expect(compare(rates, 'a')).toEqual({
      ratios: [{ against: 'b', ratio: { median: 3, low: 3, high: 3 } }],
      speeds: [
        { id: 'a', sentencesPerSecond: { median: 300, low: 300, high: 300 } },
        { id: 'b', sentencesPerSecond: { median: 100, low: 100, high: 100 } },
      ],
    });
  });

  it('finish what they began when the time is up', async () => {
    let clock = 0;
    const turn = await passes(
      100,
      async () => {
        clock += 60;
        return 32;
      },
      () => clock,
    );
    expect(turn).toEqual({ sentences: 64, ms: 120 });
  });
});
