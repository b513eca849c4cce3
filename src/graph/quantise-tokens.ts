import { type FloatTensor, fixedDim, int, type Tensor } from './builder.ts';
import { add, max, neg, reduceMax, reduceMin, scalar, scale } from './ops.ts';
import { MAX_ACTIVATION } from './quantise.ts';
import { int64 } from './tensor-data.ts';

/** Keeps the range of a token whose values are all zero from being divided by. */
const SMALLEST_RANGE = 1e-18;

/** A matrix of tokens, quantised row by row: `x[r, c] ≈ (quantised[r, c] − zero[r]) × scales[r]`. */
export interface QuantisedActivation {
  /** `[rows, features]` */
  readonly quantised: Tensor<'uint8'>;
  /** `[rows, 1]` */
  readonly scales: FloatTensor;
  /** `[rows, 2]`: zero × scale, and 1. */
  readonly shifts: FloatTensor;
}

/**
 * Quantises every row of a matrix to 0 … 255 over its own range (widened to contain 0): its scale and zero
 * point depend on nothing but the row. Each row is one block of ONNX's blocked quantisation.
 */
export function quantiseTokens(x: FloatTensor): QuantisedActivation {
  const { graph } = x;
  const rows = x.shape[0] ?? 1;
  const below = max(neg(reduceMin(x, [1], true)), scalar(graph, 0));
  const above = max(reduceMax(x, [1], true), scalar(graph, SMALLEST_RANGE));
  const scales = scale(add(above, below), 1 / MAX_ACTIVATION);
  const zero = graph.apply(
    'QuantizeLinear',
    [below, scales],
    { type: 'uint8', shape: [rows, 1] },
    { attributes: { axis: int(1), block_size: int(1) } },
  );
  const quantised = graph.apply(
    'QuantizeLinear',
    [x, scales, zero],
    { type: 'uint8', shape: x.shape },
    { attributes: { axis: int(1), block_size: int(fixedDim(x, 1)) } },
  );
  const shift = graph.apply(
    'DequantizeLinear',
    [zero, scales],
    { type: 'float32', shape: [rows, 1] },
    { attributes: { axis: int(1), block_size: int(1) } },
  );
  const pads = graph.literal(int64([4], [0, 0, 0, 1]));
  const shifts = graph.apply('Pad', [shift, pads, scalar(graph, 1)], { type: 'float32', shape: [rows, 2] });
  return { quantised, scales, shifts };
}
