import { type FloatTensor, float, Graph, int, type Tensor } from '../../src/graph/builder.ts';
import type { EncoderConfig } from '../../src/graph/config.ts';
import { type EncoderInputs, type EncoderKernels, encode, encoderInputs } from '../../src/graph/encoder.ts';
import { type ClassifierHead, classify, pool } from '../../src/graph/heads.ts';
import { type LayerNames, SHARED_NAMES } from '../../src/graph/names.ts';
import {
  add,
  cast,
  div,
  erf,
  gather,
  matMul,
  mul,
  scalar,
  softmax,
  sub,
  transpose,
} from '../../src/graph/ops.ts';
import { positionRows } from '../../src/graph/positions.ts';
import { quantiseLinear } from '../../src/graph/quantise.ts';
import { reshape } from '../../src/graph/reshape.ts';
import { serialise } from '../../src/graph/serialise.ts';
import { matMulShape } from '../../src/graph/shapes.ts';
import { float32, tensorData } from '../../src/graph/tensor-data.ts';
import { requireWeight, transposed, type Weights } from '../../src/graph/weights.ts';

export interface OrdinaryDescription {
  readonly config: EncoderConfig;
  readonly weights: Weights;
  readonly head: ClassifierHead;
  /** `q8`: what ONNX Runtime's `quantize_dynamic` makes of the `fp32` export, weights quantised per channel. */
  readonly dtype: 'fp32' | 'q8';
}

/**
 * An encoder as common exporters write it: attention in pieces, GELU by the error function, three axes throughout;
 * in q8 every linear map is DynamicQuantizeLinear, MatMulInteger, Cast, Mul, Add. ONNX Runtime fuses what it can.
 */
export function buildOrdinaryModel({ config, weights, head, dtype }: OrdinaryDescription): Uint8Array {
  const graph = new Graph();
  const inputs = encoderInputs(graph);
  const states = encode(config, new OrdinaryKernels(config, weights, inputs, dtype), inputs);
  graph.output(head.output, classify(pool(states.at(-1) ?? states[0], inputs, 'mean'), head));
  return serialise(graph);
}

class OrdinaryKernels implements EncoderKernels {
  readonly #graph: Graph;
  readonly #config: EncoderConfig;
  readonly #weights: Weights;
  readonly #quantised: boolean;
  /** `[batch, 1, 1, length]`: 0 for a token, the lowest number for padding. */
  readonly #mask: FloatTensor;

  constructor(
    config: EncoderConfig,
    weights: Weights,
    inputs: EncoderInputs,
    dtype: OrdinaryDescription['dtype'],
  ) {
    this.#graph = inputs.ids.graph;
    this.#config = config;
    this.#weights = weights;
    this.#quantised = dtype === 'q8';
    const kept = reshape(cast(inputs.mask, 'float32'), ['batch', 1, 1, 'length']);
    this.#mask = mul(sub(scalar(this.#graph, 1), kept), scalar(this.#graph, -3.4e38));
  }

  embed({ ids }: EncoderInputs): FloatTensor {
    const positions = positionRows(this.#stored(SHARED_NAMES.positions), this.#config);
    return this.#norm(add(this.#words(ids), positions), SHARED_NAMES.embeddingNorm);
  }

  attend(x: FloatTensor, names: LayerNames): FloatTensor {
    const { hidden, heads } = this.#config;
    const apart = (name: string, order: readonly number[]): FloatTensor =>
      transpose(reshape(this.#linear(x, name), ['batch', 'length', heads, hidden / heads]), order);
    const query = apart(names.query, [0, 2, 1, 3]);
    const key = apart(names.key, [0, 2, 3, 1]);
    const value = apart(names.value, [0, 2, 1, 3]);
    const scores = div(matMul(query, key), scalar(this.#graph, Math.sqrt(hidden / heads)));
    const context = matMul(softmax(add(scores, this.#mask)), value);
    return reshape(transpose(context, [0, 2, 1, 3]), ['batch', 'length', hidden]);
  }

  project(x: FloatTensor, residual: FloatTensor, linear: string, norm: string): FloatTensor {
    return this.#norm(add(this.#linear(x, linear), residual), norm);
  }

  widen(x: FloatTensor, linear: string): FloatTensor {
    const wide = this.#linear(x, linear);
    const bell = add(erf(div(wide, scalar(this.#graph, Math.SQRT2))), scalar(this.#graph, 1));
    return mul(mul(wide, bell), scalar(this.#graph, 0.5));
  }

  #words(ids: Tensor<'int64'>): FloatTensor {
    const name = SHARED_NAMES.words;
    if (!this.#quantised) return gather(this.#stored(name), ids);
    const { shape, data } = requireWeight(this.#weights, name);
    const scale = data.reduce((largest, value) => Math.max(largest, Math.abs(value)), 0) / 127;
    const table = tensorData(
      'int8',
      shape,
      Int8Array.from(data, (value) => Math.round(value / scale)),
    );
    const rows = gather(this.#graph.constant(name, table), ids);
    return this.#graph.apply('DequantizeLinear', [rows, scalar(this.#graph, scale)], {
      type: 'float32',
      shape: rows.shape,
    });
  }

  #linear(x: FloatTensor, name: string): FloatTensor {
    const matrix = requireWeight(this.#weights, `${name}.weight`);
    const bias = this.#stored(`${name}.bias`);
    if (!this.#quantised)
      return add(matMul(x, this.#graph.constant(`${name}.weight`, transposed(matrix))), bias);
    const { weight, scales } = quantiseLinear(matrix);
    const [values, scale, zero] = this.#graph.applyMany<'uint8' | 'float32'>(
      'DynamicQuantizeLinear',
      [x],
      [
        { type: 'uint8', shape: x.shape },
        { type: 'float32', shape: [] },
        { type: 'uint8', shape: [] },
      ],
    );
    const shape = matMulShape(x.shape, weight.shape);
    const product = this.#graph.apply(
      'MatMulInteger',
      [values, this.#graph.constant(`${name}.weight`, weight), zero],
      { type: 'int32', shape },
    );
    const factors = this.#graph.apply('Mul', [scale, this.#graph.constant(`${name}.scales`, scales)], {
      type: 'float32',
      shape: scales.shape,
    });
    return add(mul(cast(product, 'float32'), factors), bias);
  }

  #norm(x: FloatTensor, name: string): FloatTensor {
    return this.#graph.apply(
      'LayerNormalization',
      [x, this.#stored(`${name}.weight`), this.#stored(`${name}.bias`)],
      { type: 'float32', shape: x.shape },
      { attributes: { axis: int(-1), epsilon: float(this.#config.epsilon) } },
    );
  }

  #stored(name: string): FloatTensor {
    return this.#graph.constant(name, requireWeight(this.#weights, name));
  }
}

/** A head of zeros, for models without training. */
export function blankHead(config: EncoderConfig, output: string, labels: number): ClassifierHead {
  return {
    output,
    weight: float32([labels, config.hidden], new Float32Array(labels * config.hidden)),
    bias: float32([labels], new Float32Array(labels)),
  };
}
