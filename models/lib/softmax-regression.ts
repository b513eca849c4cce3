import { minimise } from './lbfgs.ts';

/** Dense features, `[rows][width]` in one array. */
export interface Features {
  readonly values: Float32Array;
  readonly width: number;
  readonly rows: number;
}

/** A linear classifier: logits = weight · features + bias. */
export interface LinearHead {
  /** `[classes, width]`, row by row. */
  readonly weight: Float32Array;
  /** `[classes]`. */
  readonly bias: Float32Array;
}

interface Scale {
  readonly mean: Float64Array;
  readonly deviation: Float64Array;
}

function scaleOf({ values, width, rows }: Features): Scale {
  const mean = new Float64Array(width);
  const square = new Float64Array(width);
  for (let row = 0; row < rows; row++) {
    for (let i = 0; i < width; i++) {
      const value = values[row * width + i] ?? 0;
      mean[i] = (mean[i] ?? 0) + value / rows;
      square[i] = (square[i] ?? 0) + (value * value) / rows;
    }
  }
  const deviation = square.map((value, i) => Math.sqrt(Math.max(1e-12, value - (mean[i] ?? 0) ** 2)));
  return { mean, deviation };
}

/**
 * Fits multinomial logistic regression to standardised features and folds the standardisation into the result.
 *
 * @param gold Class of each row.
 * @param penalty Strength of the L2 penalty on the weights, per example.
 */
export function fitSoftmax(
  features: Features,
  gold: readonly number[],
  classes: number,
  penalty: number,
): LinearHead {
  const { values, width, rows } = features;
  const { mean, deviation } = scaleOf(features);
  const stride = width + 1;
  const scaled = new Float64Array(values.length);
  for (let k = 0; k < values.length; k++) {
    const i = k % width;
    scaled[k] = ((values[k] ?? 0) - (mean[i] ?? 0)) / (deviation[i] ?? 1);
  }
  const logits = new Float64Array(classes);
  const found = minimise(
    (point, gradient) => {
      gradient.fill(0);
      let loss = 0;
      for (let row = 0; row < rows; row++) {
        const from = row * width;
        let max = Number.NEGATIVE_INFINITY;
        for (let c = 0; c < classes; c++) {
          let sum = point[c * stride + width] ?? 0;
          for (let i = 0; i < width; i++) sum += (point[c * stride + i] ?? 0) * (scaled[from + i] ?? 0);
          logits[c] = sum;
          max = Math.max(max, sum);
        }
        let total = 0;
        for (let c = 0; c < classes; c++) total += Math.exp((logits[c] ?? 0) - max);
        const answer = gold[row] ?? 0;
        loss += (Math.log(total) + max - (logits[answer] ?? 0)) / rows;
        for (let c = 0; c < classes; c++) {
          const error = (Math.exp((logits[c] ?? 0) - max) / total - (c === answer ? 1 : 0)) / rows;
          const base = c * stride;
          for (let i = 0; i < width; i++) {
            gradient[base + i] = (gradient[base + i] ?? 0) + error * (scaled[from + i] ?? 0);
          }
          gradient[base + width] = (gradient[base + width] ?? 0) + error;
        }
      }
      for (let k = 0; k < point.length; k++) {
        if (k % stride === width) continue;
        loss += (penalty / 2) * (point[k] ?? 0) ** 2;
        gradient[k] = (gradient[k] ?? 0) + penalty * (point[k] ?? 0);
      }
      return loss;
    },
    new Float64Array(classes * stride),
  );

  const weight = new Float32Array(classes * width);
  const bias = new Float32Array(classes);
  for (let c = 0; c < classes; c++) {
    let shift = found[c * stride + width] ?? 0;
    for (let i = 0; i < width; i++) {
      const folded = (found[c * stride + i] ?? 0) / (deviation[i] ?? 1);
      weight[c * width + i] = folded;
      shift -= folded * (mean[i] ?? 0);
    }
    bias[c] = shift;
  }
  return { weight, bias };
}

/** Logits of each row, `[rows][classes]`. */
export function applyHead(head: LinearHead, { values, width, rows }: Features): number[][] {
  return Array.from({ length: rows }, (_, row) =>
    Array.from(head.bias, (bias, c) => {
      let sum = bias;
      for (let i = 0; i < width; i++)
        sum += (head.weight[c * width + i] ?? 0) * (values[row * width + i] ?? 0);
      return sum;
    }),
  );
}
