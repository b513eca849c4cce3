import { type TensorData, tensorData } from './tensor-data.ts';

/** Largest magnitude of a quantised weight or embedding. */
export const MAX_WEIGHT = 127;

/** Largest quantised activation; the smallest is 0. */
export const MAX_ACTIVATION = 255;

/**
 * Weights that one processor instruction may add up before widening are kept to this sum.
 *
 * x86 processors without VNNI multiply uint8 activations by int8 weights with `vpmaddubsw`, which adds two
 * neighbouring products in a saturating int16. Two weights of one sign may therefore have magnitudes of at
 * most 128 together: 255 × 128 = 32,640 ≤ 32,767. (Of opposite signs, 255 × 127 is the worst.)
 */
export const PAIR_LIMIT = 128;

/** Weights along the input axis that may meet in one instruction, whichever pairs a kernel forms. */
export const GROUP = 4;

/**
 * Scales that are tried for every output feature, as the magnitude that its largest weight becomes: 63
 * never meets the pair limit, 127 is the finest grid and clips most.
 */
const CANDIDATES = [63, 70, 76, 82, 88, 94, 100, 108, 116, 127];

/** Whole numbers and the factor of each row: `values[r, c] ≈ quantised[r, c] × scales[r]`. */
export interface QuantisedRows {
  readonly quantised: TensorData<'int8'>;
  readonly scales: TensorData<'float32'>;
}

function largestMagnitude(row: Float32Array): number {
  let largest = 0;
  for (const value of row) largest = Math.max(largest, Math.abs(value));
  return largest;
}

function roundRow(row: Float32Array, scale: number, out: Int8Array): void {
  for (let c = 0; c < row.length; c++) {
    out[c] = Math.max(-MAX_WEIGHT, Math.min(MAX_WEIGHT, Math.round((row[c] ?? 0) / scale)));
  }
}

/** Symmetric 8-bit quantisation of a `[rows, columns]` table, one scale a row; a row of zeros has scale 0. */
export function quantiseRows(matrix: TensorData<'float32'>): QuantisedRows {
  const [rows = 0, columns = 0] = matrix.shape;
  const quantised = new Int8Array(rows * columns);
  const scales = new Float32Array(rows);
  for (let r = 0; r < rows; r++) {
    const row = matrix.data.subarray(r * columns, (r + 1) * columns);
    const scale = Math.fround(largestMagnitude(row) / MAX_WEIGHT);
    scales[r] = scale;
    if (scale > 0) roundRow(row, scale, quantised.subarray(r * columns, (r + 1) * columns));
  }
  return {
    quantised: tensorData('int8', [rows, columns], quantised),
    scales: tensorData('float32', [rows], scales),
  };
}

/** Lowers weights of one sign in a group until its two largest keep the pair limit. */
function limitSign(weights: Int8Array, start: number, end: number, sign: 1 | -1): void {
  let first = 0;
  let second = 0;
  let firstAt = -1;
  for (let i = start; i < end; i++) {
    const value = (weights[i] ?? 0) * sign;
    if (value > first) {
      second = first;
      first = value;
      firstAt = i;
    } else if (value > second) second = value;
  }
  const excess = first + second - PAIR_LIMIT;
  if (excess <= 0) return;
  const highest = first - Math.floor(excess / 2);
  const others = PAIR_LIMIT - highest;
  for (let i = start; i < end; i++) {
    const value = (weights[i] ?? 0) * sign;
    const limit = i === firstAt ? highest : others;
    if (value > limit) weights[i] = limit * sign;
  }
}

function squaredError(row: Float32Array, quantised: Int8Array, scale: number): number {
  let sum = 0;
  for (let c = 0; c < row.length; c++) sum += ((row[c] ?? 0) - (quantised[c] ?? 0) * scale) ** 2;
  return sum;
}

/** The best grid for one output feature under the pair limit; writes `out`, returns the scale. */
function quantiseFeature(row: Float32Array, out: Int8Array): number {
  const largest = largestMagnitude(row);
  if (largest === 0) return 0;
  const trial = new Int8Array(row.length);
  let bestScale = 0;
  let bestError = Number.POSITIVE_INFINITY;
  for (const candidate of CANDIDATES) {
    const scale = Math.fround(largest / candidate);
    roundRow(row, scale, trial);
    for (let start = 0; start < row.length; start += GROUP) {
      const end = Math.min(start + GROUP, row.length);
      limitSign(trial, start, end, 1);
      limitSign(trial, start, end, -1);
    }
    const error = squaredError(row, trial, scale);
    if (error >= bestError) continue;
    bestError = error;
    bestScale = scale;
    out.set(trial);
  }
  return bestScale;
}

/** A linear map's weight laid out for multiplication, with what its product needs. */
export interface QuantisedLinear {
  /** `[in, out]` */
  readonly weight: TensorData<'int8'>;
  /** Factor of each output feature, `[out]`. */
  readonly scales: TensorData<'float32'>;
  /** Sum of each output feature's dequantised weights, `[out]`: what raising every input by 1 adds. */
  readonly sums: Float32Array;
}

/**
 * Quantises a linear map's `[out, in]` weight to 8 bits, one scale an output feature, such that integer
 * products are exact on every processor (see PAIR_LIMIT).
 */
export function quantiseLinear(matrix: TensorData<'float32'>): QuantisedLinear {
  const [rows = 0, columns = 0] = matrix.shape;
  const weight = new Int8Array(rows * columns);
  const scales = new Float32Array(rows);
  const sums = new Float32Array(rows);
  const feature = new Int8Array(columns);
  for (let r = 0; r < rows; r++) {
    feature.fill(0);
    const scale = quantiseFeature(matrix.data.subarray(r * columns, (r + 1) * columns), feature);
    let sum = 0;
    for (let c = 0; c < columns; c++) {
      const value = feature[c] ?? 0;
      weight[c * rows + r] = value;
      sum += value;
    }
    scales[r] = scale;
    sums[r] = sum * scale;
  }
  return {
    weight: tensorData('int8', [columns, rows], weight),
    scales: tensorData('float32', [rows], scales),
    sums,
  };
}
