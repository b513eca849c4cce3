import { GraphError } from './errors.ts';

/** The gradient of a table of which a batch looked up few rows: one row a look-up. */
export interface RowGradient {
  /** `[look-ups, width]` */
  readonly rows: Float32Array;
  /** The table's row of each look-up; rows may repeat. */
  readonly indices: ArrayLike<number | bigint>;
}

export type Gradient = Float32Array | RowGradient;

/** A gradient as an optimiser walks through it: row by row, most of them perhaps zero. */
export interface GradientRows {
  readonly values: Float32Array;
  /** Where a row's values start; −1 for a row of zeros. */
  startOf(row: number): number;
}

function denseRows(values: Float32Array, width: number): GradientRows {
  return {
    values,
    startOf(row) {
      const start = row * width;
      for (let i = start; i < start + width; i++) if (values[i] !== 0) return start;
      return -1;
    },
  };
}

function sparseRows({ rows, indices }: RowGradient, width: number, count: number): GradientRows {
  const place = new Int32Array(count).fill(-1);
  const sums = new Float32Array(rows.length);
  let used = 0;
  for (let lookUp = 0; lookUp < indices.length; lookUp++) {
    const row = Number(indices[lookUp]);
    let start = place[row];
    if (start === undefined) throw new GraphError(`The table has no row ${row}.`);
    if (start < 0) {
      start = used;
      place[row] = start;
      used += width;
    }
    const from = lookUp * width;
    for (let i = 0; i < width; i++) sums[start + i] = (sums[start + i] ?? 0) + (rows[from + i] ?? 0);
  }
  return { values: sums.subarray(0, used), startOf: (row) => place[row] ?? -1 };
}

/**
 * A gradient row by row; look-ups of one row are added up in their order.
 * @throws GraphError where its size does not fit `[count, width]`.
 */
export function gradientRows(gradient: Gradient, count: number, width: number): GradientRows {
  if (gradient instanceof Float32Array) {
    if (gradient.length !== count * width)
      throw new GraphError('A gradient is of another size than its tensor.');
    return denseRows(gradient, width);
  }
  if (gradient.rows.length !== gradient.indices.length * width) {
    throw new GraphError('A gradient has another number of rows than of look-ups.');
  }
  return sparseRows(gradient, width, count);
}
