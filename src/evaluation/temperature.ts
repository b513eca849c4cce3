import { MetricInputError } from './errors.ts';

const LOWEST = 1 / 20;
const HIGHEST = 20;

/** Derivative of the summed negative log-likelihood by the inverse temperature, which grows with it. */
function slope(rows: readonly ArrayLike<number>[], gold: ArrayLike<number>, inverse: number): number {
  let sum = 0;
  rows.forEach((row, i) => {
    let max = Number.NEGATIVE_INFINITY;
    for (let c = 0; c < row.length; c++) max = Math.max(max, row[c] ?? 0);
    let total = 0;
    let expected = 0;
    for (let c = 0; c < row.length; c++) {
      const logit = row[c] ?? 0;
      const power = Math.exp((logit - max) * inverse);
      total += power;
      expected += power * logit;
    }
    sum += expected / total - (row[gold[i] ?? -1] ?? 0);
  });
  return sum;
}

/**
 * The temperature that divides logits so that the negative log-likelihood of the gold labels is least (Guo et
 * al. 2017), found by bisection of its derivative, which is monotone in 1/T. Kept within [1/20, 20].
 *
 * @param rows Logits, `[examples][classes]`, of data that the model was not trained on.
 * @throws MetricInputError if there is nothing to fit or the lengths differ.
 */
export function fitTemperature(rows: readonly ArrayLike<number>[], gold: ArrayLike<number>): number {
  if (rows.length === 0) throw new MetricInputError('No examples to fit a temperature on.');
  if (rows.length !== gold.length) {
    throw new MetricInputError(`${rows.length} rows of logits but ${gold.length} gold labels.`);
  }
  let low = 1 / HIGHEST;
  let high = 1 / LOWEST;
  if (slope(rows, gold, low) >= 0) return HIGHEST;
  if (slope(rows, gold, high) <= 0) return LOWEST;
  for (let i = 0; i < 60; i++) {
    const middle = (low + high) / 2;
    if (slope(rows, gold, middle) < 0) low = middle;
    else high = middle;
  }
  return 2 / (low + high);
}
