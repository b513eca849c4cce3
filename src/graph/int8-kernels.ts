import { type FloatTensor, fixedDim, type Graph, int, type Tensor } from './builder.ts';
import type { EncoderConfig } from './config.ts';
import type { EncoderInputs, EncoderKernels } from './encoder.ts';
import { biasGelu, multiHeadAttention, scaledMatMulInteger, skipLayerNorm } from './fused.ts';
import { type LayerNames, SHARED_NAMES } from './names.ts';
import { abs, cast, gather, max, mul, reduceMax, scalar, scale } from './ops.ts';
import { positionRows } from './positions.ts';
import {
  ACTIVATION_ZERO_POINT,
  MAX_ACTIVATION,
  MAX_WEIGHT,
  quantiseRows,
  transposedInt8,
} from './quantise.ts';
import { reshape } from './reshape.ts';
import { tensorData } from './tensor-data.ts';
import { concatenated, requireWeight, type Weights } from './weights.ts';

/** Rows smaller than this everywhere are left at zero instead of being divided by nothing. */
const SMALLEST_SCALE = 1e-20;

/** A matrix of tokens quantised row by row: `x[r, c] ≈ (quantised[r, c] − 128) × scales[r]`. */
interface QuantisedActivation {
  /** `[batch*length, features]` */
  readonly quantised: Tensor<'uint8'>;
  /** `[batch*length, 1]` */
  readonly scales: FloatTensor;
}

/**
 * int8 inference. Weights have one scale an output feature, activations one scale a token, so that no
 * answer depends on the neighbours in a batch; sums are exact in int32.
 */
export class Int8Kernels implements EncoderKernels {
  readonly #graph: Graph;
  readonly #config: EncoderConfig;
  readonly #weights: Weights;
  readonly #mask: Tensor<'int32'>;

  constructor(config: EncoderConfig, weights: Weights, inputs: EncoderInputs) {
    this.#graph = inputs.ids.graph;
    this.#config = config;
    this.#weights = weights;
    this.#mask = cast(inputs.mask, 'int32');
  }

  embed({ ids }: EncoderInputs): FloatTensor {
    const name = SHARED_NAMES.words;
    const { quantised, scales } = quantiseRows(requireWeight(this.#weights, name), MAX_ACTIVATION);
    const rows = cast(gather(this.#graph.constant(name, quantised), ids), 'float32');
    const scaleColumn = tensorData('float32', [scales.data.length, 1], scales.data);
    const words = mul(rows, gather(this.#graph.constant(`${name}.scales`, scaleColumn), ids));
    const positions = positionRows(this.#stored(SHARED_NAMES.positions), this.#config);
    return this.#norm(words, positions, undefined, SHARED_NAMES.embeddingNorm);
  }

  attend(x: FloatTensor, names: LayerNames): FloatTensor {
    const parts = [names.query, names.key, names.value];
    const bias = concatenated(parts.map((name) => requireWeight(this.#weights, `${name}.bias`)));
    const flat = this.#quantise(x);
    const [query, key, value] = [names.query, names.key, names.value].map((name) =>
      this.#multiply(flat, [name]),
    );
    if (query === undefined || key === undefined || value === undefined) throw new Error();
    return multiHeadAttention(
      { query, key, value },
      this.#graph.constant(`${names.query}+key+value.bias`, bias),
      this.#mask,
      this.#config.heads,
    );
  }

  project(x: FloatTensor, residual: FloatTensor, linear: string, norm: string): FloatTensor {
    const product = this.#multiply(this.#quantise(x), [linear]);
    return this.#norm(product, residual, this.#stored(`${linear}.bias`), norm);
  }

  widen(x: FloatTensor, linear: string): FloatTensor {
    return biasGelu(this.#multiply(this.#quantise(x), [linear]), this.#stored(`${linear}.bias`));
  }

  #quantise(x: FloatTensor): QuantisedActivation {
    const features = fixedDim(x, -1);
    const rows = reshape(x, ['batch*length', features]);
    const largest = reduceMax(abs(rows), [1], true);
    const scales = max(scale(largest, 1 / MAX_ACTIVATION), scalar(this.#graph, SMALLEST_SCALE));
    const zeroPoint = this.#graph.apply(
      'Expand',
      [
        this.#zeroPoint(),
        this.#graph.apply('Shape', [reshape(scales, ['batch*length'])], { type: 'int64', shape: [1] }),
      ],
      { type: 'uint8', shape: ['batch*length'] },
    );
    const quantised = this.#graph.apply(
      'QuantizeLinear',
      [rows, reshape(scales, ['batch*length']), zeroPoint],
      { type: 'uint8', shape: rows.shape },
      { attributes: { axis: int(0) } },
    );
    return { quantised, scales };
  }

  /** Product with the weights of linear maps side by side, without their bias: `[batch, length, features]`. */
  #multiply({ quantised, scales }: QuantisedActivation, linears: readonly string[]): FloatTensor {
    const matrix = concatenated(linears.map((name) => requireWeight(this.#weights, `${name}.weight`)));
    const name = linears.join('+');
    const weight = quantiseRows(matrix, MAX_WEIGHT);
    const product = scaledMatMulInteger(
      quantised,
      this.#graph.constant(`${name}.weight`, transposedInt8(weight.quantised)),
      {
        row: scalar(this.#graph, 1),
        column: this.#graph.constant(`${name}.scales`, weight.scales),
      },
      this.#zeroPoint(),
    );
    return reshape(mul(product, scales), ['batch', 'length', fixedDim(product, 1)]);
  }

  #zeroPoint(): Tensor<'uint8'> {
    return this.#graph.literal(tensorData('uint8', [], Uint8Array.of(ACTIVATION_ZERO_POINT)));
  }

  #norm(x: FloatTensor, skip: FloatTensor, bias: FloatTensor | undefined, name: string): FloatTensor {
    const norm = { gain: this.#stored(`${name}.weight`), bias: this.#stored(`${name}.bias`) };
    return skipLayerNorm(x, skip, norm, bias, this.#config.epsilon);
  }

  #stored(name: string): FloatTensor {
    return this.#graph.constant(name, requireWeight(this.#weights, name));
  }
}
