import { describe, expect, it } from 'vitest';
import { ratioSpread, spread } from './statistics.ts';

describe('spread', () => {
  it('has the median and both ends', () => {
    expect(spread([5, 1, 3])).toEqual({ median: 3, low: 1, high: 5 });
    expect(spread([4, 1, 2, 9])).toEqual({ median: 3, low: 1, high: 9 });
    expect(() => spread([])).toThrow(RangeError);
  });

  it('of ratios is taken over pairs, not over medians', () => {
    // The machine was ten times slower in the second round, for both.
    expect(ratioSpread([100, 10, 90], [50, 5, 30])).toEqual({ median: 2, low: 2, high: 3 });
    expect(() => ratioSpread([1], [1, 2])).toThrow(RangeError);
  });
});
