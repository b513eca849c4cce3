import type { FloatTensor, Graph } from './builder.ts';
import type { EncoderConfig } from './config.ts';
import type { EncoderInputs, EncoderKernels } from './encoder.ts';
import { multiHeadAttention, scaledMatMulInteger } from './fused.ts';
import { KeyPadding } from './key-padding.ts';
import { type LayerNames, SHARED_NAMES } from './names.ts';
import { add, cast, concat, gather, gelu, gemm, layerNorm, mul } from './ops.ts';
import type { Parameters } from './parameters.ts';
import { positionRows } from './positions.ts';
import { quantiseLinear, quantiseRows } from './quantise.ts';
import { type QuantisedActivation, quantiseTokens } from './quantise-tokens.ts';
import { bucketMatrix, relativeBias } from './relative-bias.ts';
import { flatten, reshape } from './reshape.ts';
import { float32 } from './tensor-data.ts';

/**
 * int8 inference: weights have one scale an output feature, activations a scale and a zero point of their
 * own for every token, so that no answer depends on the neighbours in a batch. Sums are exact in int32.
 */
export class Int8Kernels implements EncoderKernels {
  readonly #graph: Graph;
  readonly #config: EncoderConfig;
  readonly #parameters: Parameters;
  readonly #keys: KeyPadding;
  readonly #bias: FloatTensor | undefined;

  constructor(config: EncoderConfig, parameters: Parameters, inputs: EncoderInputs) {
    this.#graph = inputs.ids.graph;
    this.#config = config;
    this.#parameters = parameters;
    this.#keys = new KeyPadding(cast(inputs.mask, 'int32'));
    if (config.architecture === 'mpnet') {
      const table = this.#stored(SHARED_NAMES.relativeBias);
      this.#bias = this.#keys.padBias(relativeBias(table, bucketMatrix(this.#graph, config)));
    }
  }

  embed({ ids }: EncoderInputs): FloatTensor {
    const name = SHARED_NAMES.words;
    const { quantised, scales } = quantiseRows(this.#parameters.values(name));
    const rows = cast(gather(this.#graph.constant(name, quantised), ids), 'float32');
    const scaleColumn = float32([scales.data.length, 1], scales.data);
    const words = mul(rows, gather(this.#graph.constant(`${name}.scales`, scaleColumn), ids));
    const positions = positionRows(this.#stored(SHARED_NAMES.positions), this.#config);
    return this.#norm(flatten(add(words, positions)), SHARED_NAMES.embeddingNorm);
  }

  attend(x: FloatTensor, names: LayerNames): FloatTensor {
    const tokens = quantiseTokens(x);
    const project = (name: string): FloatTensor =>
      reshape(this.#linear(x, tokens, name), ['batch', 'length', this.#config.hidden]);
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
    return this.#norm(add(this.#linear(x, quantiseTokens(x), linear), residual), norm);
  }

  widen(x: FloatTensor, linear: string): FloatTensor {
    return gelu(this.#linear(x, quantiseTokens(x), linear));
  }

  /**
   * `s (q − z) W + b` as `s (q W)` plus the small product of `[s z, 1]` with the rows "−sums of W" and b; an
   * adapter beside the map stays in float32.
   */
  #linear(x: FloatTensor, tokens: QuantisedActivation, name: string): FloatTensor {
    const { weight, scales, sums } = quantiseLinear(this.#parameters.values(`${name}.weight`));
    const product = scaledMatMulInteger(
      tokens.quantised,
      this.#graph.constant(`${name}.weight`, weight),
      this.#graph.constant(`${name}.scales`, scales),
    );
    const correction = this.#correction(
      name,
      sums.map((sum) => -sum),
    );
    return this.#parameters.adapt(gemm(tokens.shifts, correction, mul(product, tokens.scales)), x, name);
  }

  /** The rows "−sums" and bias, `[2, out]`; the bias may be an input. */
  #correction(name: string, negativeSums: Float32Array): FloatTensor {
    const biasName = `${name}.bias`;
    const out = negativeSums.length;
    if (this.#parameters.isInput(biasName)) {
      const row = this.#graph.constant(`${name}.sums`, float32([1, out], negativeSums));
      return concat([row, reshape(this.#parameters.get(biasName), [1, out])], 0);
    }
    const both = Float32Array.from([...negativeSums, ...this.#parameters.values(biasName).data]);
    return this.#graph.constant(`${name}.sums+bias`, float32([2, out], both));
  }

  #norm(x: FloatTensor, name: string): FloatTensor {
    const [gain, bias] = [this.#stored(`${name}.weight`), this.#stored(`${name}.bias`)];
    return layerNorm(x, gain, bias, this.#config.epsilon).output;
  }

  #stored(name: string): FloatTensor {
    return this.#parameters.get(name);
  }
}
