/** A median with the quartiles: half of all values lie between `low` and `high`. */
export interface Spread {
  readonly median: number;
  readonly low: number;
  readonly high: number;
}

/** Median and quartiles, interpolated (Hyndman and Fan's type 7). @throws RangeError without values. */
export function spread(values: readonly number[]): Spread {
  if (values.length === 0) throw new RangeError('There is no median of nothing.');
  const sorted = [...values].sort((a, b) => a - b);
  const quantile = (part: number): number => {
    const place = part * (sorted.length - 1);
    const [below, above] = [sorted[Math.floor(place)] ?? 0, sorted[Math.ceil(place)] ?? 0];
    return below + (above - below) * (place - Math.floor(place));
  };
  return { median: quantile(0.5), low: quantile(0.25), high: quantile(0.75) };
}

/** Spread of a[i] / b[i]: each pair was measured side by side, so that a slow moment of the machine hits both. */
export function ratioSpread(a: readonly number[], b: readonly number[]): Spread {
  if (a.length !== b.length) throw new RangeError('Ratios need pairs.');
  return spread(a.map((value, i) => value / (b[i] ?? Number.NaN)));
}
