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
  options: BootstrapOptions = {},
): Interval {
  const [interval] = bootstrapMany(count, (indices) => [statistic(indices)], options);
  return interval ?? { value: Number.NaN, low: Number.NaN, high: Number.NaN };
}

/**
 * The bootstrap of several statistics over the same resamples, for when they share their work.
 *
 * @param statistics Returns as many numbers every time.
 * @returns an interval for each of them, in their order.
 * @throws MetricInputError if `count` is 0.
 */
export function bootstrapMany(
  count: number,
  statistics: (indices: readonly number[]) => readonly number[],
  { seed = 0, resamples = 1000, level = 0.95, groups }: BootstrapOptions = {},
): Interval[] {
  if (count === 0) throw new MetricInputError('No examples to measure.');
  const uniform = createRandom(seed);
  const units = unitsOf(count, groups);
  const values = statistics(Array.from({ length: count }, (_, i) => i));
  const drawn = values.map((): number[] => []);
  for (let i = 0; i < resamples; i++) {
    const indices: number[] = [];
    for (let j = 0; j < units.length; j++) {
      for (const index of units[Math.floor(uniform() * units.length)] ?? []) indices.push(index);
    }
    statistics(indices).forEach((value, which) => {
      drawn[which]?.push(value);
    });
  }
  const tail = (1 - level) / 2;
  return values.map((value, which) => {
    const sorted = (drawn[which] ?? []).sort((a, b) => a - b);
    return { value, low: quantile(sorted, tail), high: quantile(sorted, 1 - tail) };
  });
}
