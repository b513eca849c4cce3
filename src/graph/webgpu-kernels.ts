import type { FloatTensor, Graph } from './builder.ts';
import type { EncoderConfig } from './config.ts';
import type { EncoderInputs, EncoderKernels } from './encoder.ts';
import { ModelDescriptionError } from './errors.ts';
import { biasGelu, skipLayerNorm } from './fused.ts';
import { type LayerNames, SHARED_NAMES } from './names.ts';
import { add, cast, gather, gemm, layerNorm, matMul, mul, scalar, softmax, sub, transpose } from './ops.ts';
import { positionRows } from './positions.ts';
import { quantiseLinear, quantiseRows } from './quantise.ts';
import { flatten, reshape, splitThree } from './reshape.ts';
import { float32, type TensorData, tensorData } from './tensor-data.ts';
import { concatenated, requireWeight, type Weights } from './weights.ts';

/** Added to a padding position's attention scores: its weight becomes exactly 0 in float32. */
const PADDING_SCORE = -10_000;

/**
 * float32 inference with the operators that ONNX Runtime's WebGPU provider has and computes right.
 *
 * It lacks the integer products, so weights are stored in the 8 bits of the int8 graph and folded back to float32
 * when a session is created: half precision is neither everywhere nor always right. Its fused attention takes no
 * key mask and went wrong beyond 32 tokens on an adapter with narrow subgroups (1.30.0), so attention is spelt out.
 * States are `[batch, length, hidden]`.
 */
export class WebgpuKernels implements EncoderKernels {
  readonly #graph: Graph;
  readonly #config: EncoderConfig;
  readonly #weights: Weights;
  readonly #paddingScores: FloatTensor;

  /** @throws ModelDescriptionError for an encoder with a relative position bias. */
  constructor(config: EncoderConfig, weights: Weights, inputs: EncoderInputs) {
    if (config.architecture !== 'bert') throw new ModelDescriptionError('WebGPU serves BERT encoders only.');
    this.#graph = inputs.ids.graph;
    this.#config = config;
    this.#weights = weights;
    this.#paddingScores = paddingScores(inputs);
  }

  embed({ ids }: EncoderInputs): FloatTensor {
    const name = SHARED_NAMES.words;
    const { quantised, scales } = quantiseRows(requireWeight(this.#weights, name));
    const table = this.#dequantised(name, quantised, float32([scales.data.length, 1], scales.data));
    const sum = add(gather(table, ids), positionRows(this.#stored(SHARED_NAMES.positions), this.#config));
    const { embeddingNorm: norm } = SHARED_NAMES;
    const [gain, bias] = [this.#stored(`${norm}.weight`), this.#stored(`${norm}.bias`)];
    return layerNorm(sum, gain, bias, this.#config.epsilon).output;
  }

  attend(x: FloatTensor, names: LayerNames): FloatTensor {
    const { hidden, heads } = this.#config;
    const size = hidden / heads;
    const all = reshape(this.#queryKeyValue(flatten(x), names), ['batch', 'length', 3 * heads, size]);
    const [query, key, value] = splitThree(transpose(all, [0, 2, 1, 3]), 1);
    const scores = add(matMul(query, transpose(key, [0, 1, 3, 2])), this.#paddingScores);
    const context = matMul(softmax(scores), value);
    return reshape(transpose(context, [0, 2, 1, 3]), ['batch', 'length', hidden]);
  }

  project(x: FloatTensor, residual: FloatTensor, linear: string, norm: string): FloatTensor {
    return skipLayerNorm(matMul(x, this.#linearWeight(linear)), residual, {
      gain: this.#stored(`${norm}.weight`),
      bias: this.#stored(`${norm}.bias`),
      inputBias: this.#stored(`${linear}.bias`),
      epsilon: this.#config.epsilon,
    });
  }

  widen(x: FloatTensor, linear: string): FloatTensor {
    return biasGelu(matMul(x, this.#linearWeight(linear)), this.#stored(`${linear}.bias`));
  }

  /** Rows of queries, keys and values side by side; the queries are divided by what attention divides scores by. */
  #queryKeyValue(x: FloatTensor, { query, key, value }: LayerNames): FloatTensor {
    const divisor = Math.sqrt(this.#config.hidden / this.#config.heads);
    const parts = [query, key, value].map((name) => {
      const by = name === query ? divisor : 1;
      const { weight, scales } = quantiseLinear(requireWeight(this.#weights, `${name}.weight`));
      const bias = requireWeight(this.#weights, `${name}.bias`);
      return { weight, scales: divided(scales, by), bias: divided(bias, by) };
    });
    const name = `${query}+key+value`;
    const weight = this.#dequantised(
      `${name}.weight`,
      sideBySide(parts.map((part) => part.weight)),
      concatenated(parts.map((part) => part.scales)),
    );
    return gemm(x, weight, this.#graph.constant(`${name}.bias`, concatenated(parts.map(({ bias }) => bias))));
  }

  /** A linear map's weight, `[in, out]`. */
  #linearWeight(name: string): FloatTensor {
    const { weight, scales } = quantiseLinear(requireWeight(this.#weights, `${name}.weight`));
    return this.#dequantised(`${name}.weight`, weight, scales);
  }

  /** Stored in 8 bits with broadcast scales; constant, so that ONNX Runtime computes it once, at the start. */
  #dequantised(name: string, stored: TensorData<'int8'>, scales: TensorData<'float32'>): FloatTensor {
    const whole = cast(this.#graph.constant(name, stored), 'float32');
    return mul(whole, this.#graph.constant(`${name}.scales`, scales));
  }

  #stored(name: string): FloatTensor {
    return this.#graph.constant(name, requireWeight(this.#weights, name));
  }
}

/** What is added to attention scores, `[batch, 1, 1, length]`: 0 for tokens, very little for padding. */
function paddingScores({ mask }: EncoderInputs): FloatTensor {
  const { graph } = mask;
  const padding = sub(scalar(graph, 1), cast(mask, 'float32'));
  return reshape(mul(padding, scalar(graph, PADDING_SCORE)), ['batch', 1, 1, 'length']);
}

function divided({ shape, data }: TensorData<'float32'>, by: number): TensorData<'float32'> {
  return float32(
    shape,
    data.map((value) => value / by),
  );
}

/** Matrices of equal numbers of rows, one right of the other. */
function sideBySide(parts: readonly TensorData<'int8'>[]): TensorData<'int8'> {
  const rows = parts[0]?.shape[0] ?? 0;
  const width = parts.reduce((sum, part) => sum + (part.shape[1] ?? 0), 0);
  const out = new Int8Array(rows * width);
  let start = 0;
  for (const { data, shape } of parts) {
    const columns = shape[1] ?? 0;
    for (let row = 0; row < rows; row++) {
      out.set(data.subarray(row * columns, (row + 1) * columns), row * width + start);
    }
    start += columns;
  }
  return tensorData('int8', [rows, width], out);
}
