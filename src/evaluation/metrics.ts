import { type BootstrapOptions, bootstrap, type Interval } from './bootstrap.ts';
import {
  brierScore,
  debiasedCalibrationError,
  negativeLogLikelihood,
  type Probabilities,
} from './calibration.ts';
import { accuracy, type ClassScore, classScores, confusionMatrix, macroF1 } from './classification.ts';

/** Everything that is reported about a classifier on one labelled set. */
export interface Report {
  readonly rows: number;
  readonly accuracy: Interval;
  readonly macroF1: Interval;
  /** In the order of the labels. */
  readonly classes: readonly ClassScore[];
  /** Rows are gold labels, columns are predictions. */
  readonly confusion: readonly (readonly number[])[];
  /** Debiased expected calibration error of the likeliest label. */
  readonly ece: number;
  readonly nll: number;
  readonly brier: number;
}

/** Index of the largest value of a row; the first one of equals. */
export function argmax(row: ArrayLike<number>): number {
  let best = 0;
  for (let i = 1; i < row.length; i++) if ((row[i] ?? 0) > (row[best] ?? 0)) best = i;
  return best;
}

/**
 * Measures probabilities, `[examples][classes]`, against gold labels, with 95 % bootstrap intervals.
 *
 * @throws MetricInputError if the lengths differ, a label is out of range or there are no examples.
 */
export function evaluate(
  probabilities: readonly Probabilities[],
  gold: readonly number[],
  classes: number,
  options: BootstrapOptions = {},
): Report {
  const predicted = probabilities.map(argmax);
  const confusion = confusionMatrix(gold, predicted, classes);
  const over = (measure: (matrix: number[][]) => number): Interval =>
    bootstrap(
      gold.length,
      (indices) =>
        measure(
          confusionMatrix(
            indices.map((i) => gold[i] ?? -1),
            indices.map((i) => predicted[i] ?? -1),
            classes,
          ),
        ),
      options,
    );
  return {
    rows: gold.length,
    accuracy: over(accuracy),
    macroF1: over(macroF1),
    classes: classScores(confusion),
    confusion,
    ece: debiasedCalibrationError(probabilities, gold),
    nll: negativeLogLikelihood(probabilities, gold),
    brier: brierScore(probabilities, gold),
  };
}
