import { describe, expect, it } from 'vitest';
import { ratioSpread, spread } from './statistics.ts';

describe('spread', () => {
  // By hand, after the definition.
  it.each([
    [[5, 1, 3], { median: 3, low: 2, high: 4 }],
    [[4, 1, 2, 9], { median: 3, low: 1.75, high: 5.25 }],
    [[7], { median: 7, low: 7, high: 7 }],
  ])('of %j has the median and the quartiles', (values, expected) => {
    expect(spread(values)).toEqual(expected);
  });

  it('of nothing does not exist', () => {
    expect(() => spread([])).toThrow(RangeError);
  });

  it('of ratios is taken over pairs, not over medians', () => {
    // The machine was ten times slower in the second round, for both.
    expect(ratioSpread([100, 10, 90], [50, 5, 30])).toEqual({ median: 2, low: 2, high: 2.5 });
    expect(() => ratioSpread([1], [1, 2])).toThrow(RangeError);
  });
});
