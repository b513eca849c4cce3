import { MetricInputError } from './errors.ts';
import { createRandom } from './random.ts';

/** A statistic with its percentile bootstrap interval. */
export interface Interval {
  readonly value: number;
  readonly low: number;
  readonly high: number;
}

export interface BootstrapOptions {
  readonly seed?: number;
  readonly resamples?: number;
  /** Coverage of the interval. */
  readonly level?: number;
  /** Group of each example: whole groups are drawn, for examples that are not independent. */
  readonly groups?: ArrayLike<number | string>;
}

function unitsOf(count: number, groups: ArrayLike<number | string> | undefined): number[][] {
  if (groups === undefined) return Array.from({ length: count }, (_, i) => [i]);
  const units = new Map<number | string, number[]>();
  for (let i = 0; i < count; i++) {
    const key = groups[i] ?? i;
    const unit = units.get(key);
    if (unit === undefined) units.set(key, [i]);
    else unit.push(i);
  }
  return [...units.values()];
}

/** Value at a quantile by linear interpolation between order statistics (NumPy's default). */
export function quantile(sorted: readonly number[], q: number): number {
  const place = q * (sorted.length - 1);
  const below = Math.floor(place);
  const a = sorted[below] ?? Number.NaN;
  const b = sorted[Math.min(below + 1, sorted.length - 1)] ?? Number.NaN;
  return a + (b - a) * (place - below);
}

/**
 * Percentile bootstrap (Efron 1979) of a statistic over `count` examples. For a paired comparison let the
 * statistic return the difference of two models on the same indices.
 *
 * @param statistic Receives the drawn indices, with repeats; its length varies where groups are drawn.
 * @throws MetricInputError if `count` is 0.
 */
export function bootstrap(
  count: number,
  statistic: (indices: readonly number[]) => number,
  { seed = 0, resamples = 1000, level = 0.95, groups }: BootstrapOptions = {},
): Interval {
  if (count === 0) throw new MetricInputError('No examples to measure.');
  const uniform = createRandom(seed);
  const units = unitsOf(count, groups);
  const drawn: number[] = [];
  for (let i = 0; i < resamples; i++) {
    const indices: number[] = [];
    for (let j = 0; j < units.length; j++) {
      for (const index of units[Math.floor(uniform() * units.length)] ?? []) indices.push(index);
    }
    drawn.push(statistic(indices));
  }
  drawn.sort((a, b) => a - b);
  const tail = (1 - level) / 2;
  return {
    value: statistic(Array.from({ length: count }, (_, i) => i)),
    low: quantile(drawn, tail),
    high: quantile(drawn, 1 - tail),
  };
}
