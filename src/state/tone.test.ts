import { describe, expect, it } from 'vitest';
import { countScored, gaugeOf, strengthOf, toneOfLabel } from './tone.ts';

describe('gauge', () => {
  it('is the share of positive minus the share of negative among the scored', () => {
    expect(gaugeOf({ positive: 3, negative: 1, neutral: 4 })).toBe(0.25);
    expect(gaugeOf({ positive: 0, negative: 5, neutral: 0 })).toBe(-1);
    expect(countScored({ positive: 3, negative: 1, neutral: 4 })).toBe(8);
  });

  it('is undefined, not zero, while nothing is scored', () => {
    expect(gaugeOf({ positive: 0, negative: 0, neutral: 0 })).toBeUndefined();
  });
});

describe('labels and tints', () => {
  it('draws a label that is no tone as neutral', () => {
    expect(toneOfLabel('positive')).toBe('positive');
    expect(toneOfLabel('hawkish')).toBe('neutral');
  });

  it('grows with the confidence and marks the uncertain', () => {
    expect([0.4, 0.6, 0.8, 0.97].map(strengthOf)).toEqual([1, 2, 3, 4]);
  });
});
