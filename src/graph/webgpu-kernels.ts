import type { FloatTensor, Graph } from './builder.ts';
import type { EncoderConfig } from './config.ts';
import type { EncoderInputs, EncoderKernels } from './encoder.ts';
import { ModelDescriptionError } from './errors.ts';
import { biasGelu, multiHeadAttention, skipLayerNorm } from './fused.ts';
import { type LayerNames, SHARED_NAMES } from './names.ts';
import { add, cast, gather, layerNorm, matMul, mul, scalar, sub } from './ops.ts';
import { positionRows } from './positions.ts';
import { quantiseLinear, quantiseRows } from './quantise.ts';
import { expand, reshape } from './reshape.ts';
import { float32 } from './tensor-data.ts';
import { requireWeight, type Weights } from './weights.ts';

/** Added to a padding position's attention scores: its weight becomes exactly 0 in float32. */
const HIDDEN_SCORE = -10_000;

/**
 * float32 inference with operators that ONNX Runtime's WebGPU provider has, as few as it allows: it lacks the
 * integer products and takes no key mask. Weights are stored as the int8 graph stores them, so both give nearly
 * the same answers; ONNX Runtime folds them back to float32 when a session is created, because half precision
 * is neither everywhere nor always right. States stay `[batch, length, hidden]`.
 */
export class WebgpuKernels implements EncoderKernels {
  readonly #graph: Graph;
  readonly #config: EncoderConfig;
  readonly #weights: Weights;
  readonly #attentionBias: FloatTensor;

  /** @throws ModelDescriptionError for an encoder with a relative position bias. */
  constructor(config: EncoderConfig, weights: Weights, inputs: EncoderInputs) {
    if (config.architecture !== 'bert') throw new ModelDescriptionError('WebGPU serves BERT encoders only.');
    this.#graph = inputs.ids.graph;
    this.#config = config;
    this.#weights = weights;
    this.#attentionBias = paddingBias(inputs);
  }

  embed({ ids }: EncoderInputs): FloatTensor {
    const name = SHARED_NAMES.words;
    const { quantised, scales } = quantiseRows(requireWeight(this.#weights, name));
    const factors = this.#graph.constant(`${name}.scales`, float32([scales.data.length, 1], scales.data));
    const table = mul(cast(this.#graph.constant(name, quantised), 'float32'), factors);
    const positions = positionRows(this.#stored(SHARED_NAMES.positions), this.#config);
    const sum = add(gather(table, ids), positions);
    const { embeddingNorm: norm } = SHARED_NAMES;
    return layerNorm(sum, this.#stored(`${norm}.weight`), this.#stored(`${norm}.bias`), this.#config.epsilon)
      .output;
  }

  attend(x: FloatTensor, names: LayerNames): FloatTensor {
    const project = (name: string): FloatTensor => add(this.#product(x, name), this.#stored(`${name}.bias`));
    return multiHeadAttention(
      { query: project(names.query), key: project(names.key), value: project(names.value) },
      undefined,
      undefined,
      this.#config.heads,
      this.#attentionBias,
    );
  }

  project(x: FloatTensor, residual: FloatTensor, linear: string, norm: string): FloatTensor {
    return skipLayerNorm(this.#product(x, linear), residual, {
      gain: this.#stored(`${norm}.weight`),
      bias: this.#stored(`${norm}.bias`),
      inputBias: this.#stored(`${linear}.bias`),
      epsilon: this.#config.epsilon,
    });
  }

  widen(x: FloatTensor, linear: string): FloatTensor {
    return biasGelu(this.#product(x, linear), this.#stored(`${linear}.bias`));
  }

  /** x W, without the bias. */
  #product(x: FloatTensor, name: string): FloatTensor {
    const { weight, scales } = quantiseLinear(requireWeight(this.#weights, `${name}.weight`));
    const whole = cast(this.#graph.constant(`${name}.weight`, weight), 'float32');
    return matMul(x, mul(whole, this.#graph.constant(`${name}.scales`, scales)));
  }

  #stored(name: string): FloatTensor {
    return this.#graph.constant(name, requireWeight(this.#weights, name));
  }
}

/** What is added to attention scores, `[batch, 1, length, length]`: 0 for tokens, very little for padding. */
function paddingBias({ mask }: EncoderInputs): FloatTensor {
  const { graph } = mask;
  const hidden = sub(scalar(graph, 1), cast(mask, 'float32'));
  const row = reshape(mul(hidden, scalar(graph, HIDDEN_SCORE)), ['batch', 1, 1, 'length']);
  return expand(row, ['batch', 1, 'length', 'length']);
}
