import { MetricInputError } from './errors.ts';
import { createRandom, normalFrom } from './random.ts';

/** Probabilities of each class for one example; they sum to 1. */
export type Probabilities = ArrayLike<number>;

const SMALLEST = 1e-12;

function check(rows: readonly Probabilities[], gold: ArrayLike<number>): void {
  if (rows.length === 0) throw new MetricInputError('No examples to measure.');
  if (rows.length !== gold.length) {
    throw new MetricInputError(`${rows.length} rows of probabilities but ${gold.length} gold labels.`);
  }
}

/** Mean negative log-likelihood of the gold labels, in nats. */
export function negativeLogLikelihood(rows: readonly Probabilities[], gold: ArrayLike<number>): number {
  check(rows, gold);
  let sum = 0;
  rows.forEach((row, i) => {
    sum -= Math.log(Math.max(row[gold[i] ?? -1] ?? 0, SMALLEST));
  });
  return sum / rows.length;
}

/** Brier's score (1950) over all classes: mean squared distance from the one-hot gold label, in [0, 2]. */
export function brierScore(rows: readonly Probabilities[], gold: ArrayLike<number>): number {
  check(rows, gold);
  let sum = 0;
  rows.forEach((row, i) => {
    for (let label = 0; label < row.length; label++) {
      sum += ((row[label] ?? 0) - (label === gold[i] ? 1 : 0)) ** 2;
    }
  });
  return sum / rows.length;
}

/** One bin of a reliability diagram. */
export interface ReliabilityBin {
  readonly count: number;
  /** Mean confidence of the likeliest label. */
  readonly confidence: number;
  /** Share of the likeliest labels that are right. */
  readonly accuracy: number;
}

/** Reliability of the likeliest label in bins of equal mass (sizes differ by at most one), least confident first. */
export function reliability(
  rows: readonly Probabilities[],
  gold: ArrayLike<number>,
  bins = 15,
): ReliabilityBin[] {
  check(rows, gold);
  const top = rows.map((row, i) => {
    let best = 0;
    for (let label = 1; label < row.length; label++) {
      if ((row[label] ?? 0) > (row[best] ?? 0)) best = label;
    }
    return { confidence: row[best] ?? 0, right: best === gold[i] ? 1 : 0, index: i };
  });
  top.sort((a, b) => a.confidence - b.confidence || a.index - b.index);
  const used = Math.min(bins, top.length);
  return Array.from({ length: used }, (_, bin) => {
    const members = top.slice(
      Math.floor((bin * top.length) / used),
      Math.floor(((bin + 1) * top.length) / used),
    );
    const mean = (pick: (item: (typeof top)[number]) => number): number =>
      members.reduce((sum, item) => sum + pick(item), 0) / members.length;
    return {
      count: members.length,
      confidence: mean((item) => item.confidence),
      accuracy: mean((item) => item.right),
    };
  });
}

function gap(bins: readonly ReliabilityBin[], accuracyOf: (bin: ReliabilityBin) => number): number {
  const all = bins.reduce((sum, bin) => sum + bin.count, 0);
  return bins.reduce((sum, bin) => sum + (bin.count / all) * Math.abs(bin.confidence - accuracyOf(bin)), 0);
}

/** Plug-in expected calibration error of the likeliest label (Guo et al. 2017) over bins of equal mass. */
export function expectedCalibrationError(
  rows: readonly Probabilities[],
  gold: ArrayLike<number>,
  bins = 15,
): number {
  return gap(reliability(rows, gold, bins), (bin) => bin.accuracy);
}

/**
 * Expected calibration error without the bias of its plug-in estimate, which is positive even for a perfectly
 * calibrated model: the bias is measured by drawing each bin's accuracy from its normal approximation and
 * subtracted (Kumar, Liang and Ma 2019, `normal_debiased`). Never below 0; repeats under `seed`.
 */
export function debiasedCalibrationError(
  rows: readonly Probabilities[],
  gold: ArrayLike<number>,
  { bins = 15, resamples = 1000, seed = 0 }: { bins?: number; resamples?: number; seed?: number } = {},
): number {
  const table = reliability(rows, gold, bins);
  const plugIn = gap(table, (bin) => bin.accuracy);
  const normal = normalFrom(createRandom(seed));
  let drawn = 0;
  for (let i = 0; i < resamples; i++) {
    drawn += gap(table, (bin) => {
      const deviation = Math.sqrt((bin.accuracy * (1 - bin.accuracy)) / bin.count);
      return bin.accuracy + deviation * normal();
    });
  }
  return Math.max(0, plugIn - (drawn / resamples - plugIn));
}
