import { MetricInputError } from './errors.ts';

/** Figures of one class; each is 0 where its denominator is 0, as scikit-learn's `zero_division=0` has it. */
export interface ClassScore {
  readonly precision: number;
  readonly recall: number;
  readonly f1: number;
  /** Number of gold examples of the class. */
  readonly support: number;
}

/**
 * Confusion matrix, `[classes][classes]`: rows are gold labels, columns are predictions.
 *
 * @throws MetricInputError if the lengths differ or a label is not an integer in [0, classes).
 */
export function confusionMatrix(
  gold: ArrayLike<number>,
  predicted: ArrayLike<number>,
  classes: number,
): number[][] {
  if (gold.length !== predicted.length) {
    throw new MetricInputError(`${gold.length} gold labels but ${predicted.length} predictions.`);
  }
  const matrix = Array.from({ length: classes }, () => new Array<number>(classes).fill(0));
  for (let i = 0; i < gold.length; i++) {
    const row = matrix[gold[i] ?? -1];
    const column = predicted[i] ?? -1;
    const count = row?.[column];
    if (row === undefined || count === undefined) {
      throw new MetricInputError(
        `Label ${gold[i]} or prediction ${predicted[i]} is not one of ${classes} classes.`,
      );
    }
    row[column] = count + 1;
  }
  return matrix;
}

/**
 * Share of predictions that equal the gold label.
 *
 * @throws MetricInputError if there is nothing to measure.
 */
export function accuracy(matrix: readonly (readonly number[])[]): number {
  let right = 0;
  let all = 0;
  matrix.forEach((row, gold) => {
    row.forEach((count, predicted) => {
      all += count;
      if (gold === predicted) right += count;
    });
  });
  if (all === 0) throw new MetricInputError('No examples to measure.');
  return right / all;
}

/** Precision, recall, F1 and support of each class, in the order of the labels. */
export function classScores(matrix: readonly (readonly number[])[]): ClassScore[] {
  return matrix.map((row, label) => {
    const hits = row[label] ?? 0;
    const support = row.reduce((sum, count) => sum + count, 0);
    const claimed = matrix.reduce((sum, other) => sum + (other[label] ?? 0), 0);
    return {
      precision: claimed === 0 ? 0 : hits / claimed,
      recall: support === 0 ? 0 : hits / support,
      f1: support + claimed === 0 ? 0 : (2 * hits) / (support + claimed),
      support,
    };
  });
}

/** Unweighted mean of the F1 of every class that occurs in the gold labels or the predictions. */
export function macroF1(matrix: readonly (readonly number[])[]): number {
  const present = classScores(matrix).filter(
    (score, label) => score.support > 0 || matrix.some((row) => (row[label] ?? 0) > 0),
  );
  if (present.length === 0) throw new MetricInputError('No examples to measure.');
  return present.reduce((sum, score) => sum + score.f1, 0) / present.length;
}
