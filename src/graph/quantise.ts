import { type TensorData, tensorData } from './tensor-data.ts';

/**
 * Largest magnitude of a quantised weight. Processors without VNNI multiply uint8 by int8 with
 * `vpmaddubsw`, which adds two neighbouring products in a saturating int16: 2 × 255 × 63 = 32,130 fits
 * below 32,767, whereas 2 × 255 × 127 = 64,770 does not. Seven bits are therefore exact everywhere.
 */
export const MAX_WEIGHT = 63;

/** Largest magnitude of a quantised activation; stored as uint8 around the zero point 128. */
export const MAX_ACTIVATION = 127;
export const ACTIVATION_ZERO_POINT = 128;

/** Whole numbers and the factor of each row: `values[r, c] ≈ quantised[r, c] × scales[r]`. */
export interface QuantisedRows {
  readonly quantised: TensorData<'int8'>;
  readonly scales: TensorData<'float32'>;
}

/** Symmetric quantisation of a `[rows, columns]` matrix with one scale a row. A row of zeros has scale 0. */
export function quantiseRows(matrix: TensorData<'float32'>, limit: number): QuantisedRows {
  const [rows = 0, columns = 0] = matrix.shape;
  const quantised = new Int8Array(rows * columns);
  const scales = new Float32Array(rows);
  for (let r = 0; r < rows; r++) {
    const row = matrix.data.subarray(r * columns, (r + 1) * columns);
    let largest = 0;
    for (const value of row) largest = Math.max(largest, Math.abs(value));
    const scale = Math.fround(largest / limit);
    scales[r] = scale;
    if (scale === 0) continue;
    row.forEach((value, c) => {
      const whole = Math.round(value / scale);
      quantised[r * columns + c] = Math.max(-limit, Math.min(limit, whole));
    });
  }
  return {
    quantised: tensorData('int8', [rows, columns], quantised),
    scales: tensorData('float32', [rows], scales),
  };
}

/** An int8 matrix transposed. */
export function transposedInt8(matrix: TensorData<'int8'>): TensorData<'int8'> {
  const [rows = 0, columns = 0] = matrix.shape;
  const out = new Int8Array(rows * columns);
  for (let r = 0; r < rows; r++) {
    for (let c = 0; c < columns; c++) out[c * rows + r] = matrix.data[r * columns + c] ?? 0;
  }
  return tensorData('int8', [columns, rows], out);
}
