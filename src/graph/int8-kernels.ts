import type { FloatTensor, Graph } from './builder.ts';
import type { EncoderConfig } from './config.ts';
import type { EncoderInputs, EncoderKernels } from './encoder.ts';
import { multiHeadAttention, scaledMatMulInteger } from './fused.ts';
import { KeyPadding } from './key-padding.ts';
import { type LayerNames, SHARED_NAMES } from './names.ts';
import { add, cast, gather, gelu, gemm, layerNorm, mul } from './ops.ts';
import { positionRows } from './positions.ts';
import { quantiseLinear, quantiseRows } from './quantise.ts';
import { type QuantisedActivation, quantiseTokens } from './quantise-tokens.ts';
import { bucketMatrix, relativeBias } from './relative-bias.ts';
import { flatten, reshape } from './reshape.ts';
import { float32 } from './tensor-data.ts';
import { requireWeight, type Weights } from './weights.ts';

/**
 * int8 inference: weights have one scale an output feature, activations a scale and a zero point of their
 * own for every token, so that no answer depends on the neighbours in a batch. Sums are exact in int32.
 */
export class Int8Kernels implements EncoderKernels {
  readonly #graph: Graph;
  readonly #config: EncoderConfig;
  readonly #weights: Weights;
  readonly #keys: KeyPadding;
  readonly #bias: FloatTensor | undefined;

  constructor(config: EncoderConfig, weights: Weights, inputs: EncoderInputs) {
    this.#graph = inputs.ids.graph;
    this.#config = config;
    this.#weights = weights;
    this.#keys = new KeyPadding(cast(inputs.mask, 'int32'));
    if (config.architecture === 'mpnet') {
      const table = this.#stored(SHARED_NAMES.relativeBias);
      this.#bias = this.#keys.padBias(relativeBias(table, bucketMatrix(this.#graph, config)));
    }
  }

  embed({ ids }: EncoderInputs): FloatTensor {
    const name = SHARED_NAMES.words;
    const { quantised, scales } = quantiseRows(requireWeight(this.#weights, name));
    const rows = cast(gather(this.#graph.constant(name, quantised), ids), 'float32');
    const scaleColumn = float32([scales.data.length, 1], scales.data);
    const words = mul(rows, gather(this.#graph.constant(`${name}.scales`, scaleColumn), ids));
    const positions = positionRows(this.#stored(SHARED_NAMES.positions), this.#config);
    return this.#norm(flatten(add(words, positions)), SHARED_NAMES.embeddingNorm);
  }

  attend(x: FloatTensor, names: LayerNames): FloatTensor {
    const tokens = quantiseTokens(x);
    const project = (name: string): FloatTensor =>
      reshape(this.#linear(tokens, name), ['batch', 'length', this.#config.hidden]);
    const context = multiHeadAttention(
      {
        query: project(names.query),
        key: this.#keys.pad(project(names.key)),
        value: this.#keys.pad(project(names.value)),
      },
      undefined,
      this.#keys.mask,
      this.#config.heads,
      this.#bias,
    );
    return flatten(context);
  }

  project(x: FloatTensor, residual: FloatTensor, linear: string, norm: string): FloatTensor {
    return this.#norm(add(this.#linear(quantiseTokens(x), linear), residual), norm);
  }

  widen(x: FloatTensor, linear: string): FloatTensor {
    return gelu(this.#linear(quantiseTokens(x), linear));
  }

  /**
   * `s (q − z) W + b` as `s (q W)` plus the small product of `[s z, 1]` with the rows "−sums of W" and b.
   */
  #linear({ quantised, scales, shifts }: QuantisedActivation, name: string): FloatTensor {
    const {
      weight,
      scales: columnScales,
      sums,
    } = quantiseLinear(requireWeight(this.#weights, `${name}.weight`));
    const bias = requireWeight(this.#weights, `${name}.bias`);
    const product = scaledMatMulInteger(
      quantised,
      this.#graph.constant(`${name}.weight`, weight),
      this.#graph.constant(`${name}.scales`, columnScales),
    );
    const correction = float32(
      [2, sums.length],
      Float32Array.from([...sums.map((sum) => -sum), ...bias.data]),
    );
    return gemm(shifts, this.#graph.constant(`${name}.sums+bias`, correction), mul(product, scales));
  }

  #norm(x: FloatTensor, name: string): FloatTensor {
    const [gain, bias] = [this.#stored(`${name}.weight`), this.#stored(`${name}.bias`)];
    return layerNorm(x, gain, bias, this.#config.epsilon).output;
  }

  #stored(name: string): FloatTensor {
    return this.#graph.constant(name, requireWeight(this.#weights, name));
  }
}
