import { type FloatTensor, fixedDim, float, int, type Tensor } from './builder.ts';
import { CONTRIB_DOMAIN } from './onnx-constants.ts';
import { matMulShape } from './shapes.ts';
import { float32 } from './tensor-data.ts';

// ONNX Runtime's own operators. All have CPU (native and WebAssembly) kernels.

/**
 * Query, key and value projections with multi-head self-attention, in one operator.
 * @param weight `[hidden, 3 × hidden]`: query, key and value side by side
 * @param mask int32 `[batch, length]`, 1 for a token
 * @param attentionBias added to the scores, `[1, heads, length, length]`
 */
export function packedAttention(
  x: FloatTensor,
  weight: FloatTensor,
  bias: FloatTensor,
  mask: Tensor<'int32'>,
  heads: number,
  attentionBias?: FloatTensor,
): FloatTensor {
  const inputs = [x, weight, bias, mask];
  return x.graph.apply(
    'Attention',
    attentionBias === undefined ? inputs : [...inputs, undefined, attentionBias],
    { type: 'float32', shape: [...x.shape.slice(0, -1), fixedDim(weight, 1) / 3] },
    { domain: CONTRIB_DOMAIN, attributes: { num_heads: int(heads) } },
  );
}

/**
 * Multi-head attention of projected queries, keys and values, `[batch, length, hidden]` each.
 * @param bias `[3 × hidden]`, added to the three
 * @param mask int32 `[batch, length]`, 1 for a token
 * @param attentionBias added to the scores, `[batch or 1, heads or 1, length, length]`
 */
export function multiHeadAttention(
  { query, key, value }: { query: FloatTensor; key: FloatTensor; value: FloatTensor },
  bias: FloatTensor | undefined,
  mask: Tensor<'int32'>,
  heads: number,
  attentionBias?: FloatTensor,
): FloatTensor {
  const inputs = [query, key, value, bias, mask];
  return query.graph.apply(
    'MultiHeadAttention',
    attentionBias === undefined ? inputs : [...inputs, attentionBias],
    { type: 'float32', shape: query.shape },
    { domain: CONTRIB_DOMAIN, attributes: { num_heads: int(heads) } },
  );
}

/** Product of uint8 rows and int8 columns, summed exactly in int32, times the columns' scales. */
export function scaledMatMulInteger(
  a: Tensor<'uint8'>,
  b: Tensor<'int8'>,
  columnScales: FloatTensor,
): FloatTensor {
  const one = a.graph.literal(float32([], [1]));
  return a.graph.apply(
    'MatMulIntegerToFloat',
    [a, b, one, columnScales],
    { type: 'float32', shape: matMulShape(a.shape, b.shape) },
    { domain: CONTRIB_DOMAIN },
  );
}

/** Layer normalisation of `x + inputBias + skip` over the last axis. */
export function skipLayerNorm(
  x: FloatTensor,
  skip: FloatTensor,
  parameters: {
    readonly gain: FloatTensor;
    readonly bias: FloatTensor;
    readonly inputBias: FloatTensor;
    readonly epsilon: number;
  },
): FloatTensor {
  const { gain, bias, inputBias, epsilon } = parameters;
  return x.graph.apply(
    'SkipLayerNormalization',
    [x, skip, gain, bias, inputBias],
    { type: 'float32', shape: x.shape },
    { domain: CONTRIB_DOMAIN, attributes: { epsilon: float(epsilon) } },
  );
}

/** Gaussian error linear unit of `x + bias`, with the exact error function. */
export function biasGelu(x: FloatTensor, bias: FloatTensor): FloatTensor {
  return x.graph.apply(
    'BiasGelu',
    [x, bias],
    { type: 'float32', shape: x.shape },
    { domain: CONTRIB_DOMAIN },
  );
}
