/** A median with the smallest and the largest value seen. */
export interface Spread {
  readonly median: number;
  readonly low: number;
  readonly high: number;
}

/** Median (the mean of the middle two of an even number), smallest and largest. @throws RangeError without values. */
export function spread(values: readonly number[]): Spread {
  const sorted = [...values].sort((a, b) => a - b);
  const [low, high] = [sorted[0], sorted.at(-1)];
  const middle = [sorted[(sorted.length - 1) >> 1], sorted[sorted.length >> 1]];
  if (low === undefined || high === undefined) throw new RangeError('There is no median of nothing.');
  return { median: ((middle[0] ?? low) + (middle[1] ?? low)) / 2, low, high };
}

/** Spread of a[i] / b[i]: each pair was measured side by side, so that a slow moment of the machine hits both. */
export function ratioSpread(a: readonly number[], b: readonly number[]): Spread {
  if (a.length !== b.length) throw new RangeError('Ratios need pairs.');
  return spread(a.map((value, i) => value / (b[i] ?? Number.NaN)));
}
