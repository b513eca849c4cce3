import type { FloatTensor, Graph } from './builder.ts';
import type { EncoderConfig } from './config.ts';
import type { Dropout, DropoutRates } from './dropout.ts';
import type { EncoderInputs, EncoderKernels } from './encoder.ts';
import { GraphError } from './errors.ts';
import { type LayerNames, SHARED_NAMES } from './names.ts';
import { add, cast, gather, gelu, gemm, layerNorm, matMul, scale, softmax, sub, transpose } from './ops.ts';
import type { Parameters } from './parameters.ts';
import { positionRows } from './positions.ts';
import { bucketMatrix, relativeBias } from './relative-bias.ts';
import { flatten, reshape } from './reshape.ts';
import { float32, int64 } from './tensor-data.ts';

/** Added to the scores of padding: its probabilities underflow to exact zeros. */
const MASKED = -10_000;

/** The encoder in operators that can be differentiated. */
export class TrainingKernels implements EncoderKernels {
  readonly #graph: Graph;
  readonly #config: EncoderConfig;
  readonly #parameters: Parameters;
  readonly #dropout: Dropout;
  readonly #rates: DropoutRates;
  /** Added to every layer's scores, `[batch or 1, heads or 1, length or 1, length]`. */
  readonly #scoreBias: FloatTensor;
  #wordRows: FloatTensor | undefined;

  constructor(
    config: EncoderConfig,
    parameters: Parameters,
    inputs: EncoderInputs,
    dropout: Dropout,
    rates: DropoutRates,
  ) {
    this.#graph = inputs.ids.graph;
    this.#config = config;
    this.#parameters = parameters;
    this.#dropout = dropout;
    this.#rates = rates;
    const present = reshape(cast(inputs.mask, 'float32'), ['batch', 1, 1, 'length']);
    const absent = sub(this.#graph.literal(float32([], [1])), present);
    const padding = scale(absent, MASKED);
    this.#scoreBias =
      config.architecture === 'mpnet'
        ? add(
            relativeBias(parameters.get(SHARED_NAMES.relativeBias), bucketMatrix(this.#graph, config)),
            padding,
          )
        : padding;
  }

  embed({ ids }: EncoderInputs): FloatTensor {
    const words = gather(this.#parameters.get(SHARED_NAMES.words), ids);
    this.#wordRows = words;
    const { positions } = this.#config;
    const numbers = Array.from({ length: positions }, (_, i) => i);
    const range = this.#graph.constant('positions.rows', int64([positions], numbers));
    const rows = positionRows(range, this.#config);
    const table = gather(this.#parameters.get(SHARED_NAMES.positions), rows);
    const normed = this.#norm(flatten(add(words, table)), SHARED_NAMES.embeddingNorm);
    return this.#dropout.apply(normed, 'embeddings', this.#rates.hidden);
  }

  /** The rows of the word table that the batch looked up, `[batch, length, hidden]`. */
  get wordRows(): FloatTensor {
    if (this.#wordRows === undefined) throw new GraphError('Nothing has been embedded yet.');
    return this.#wordRows;
  }

  attend(x: FloatTensor, names: LayerNames): FloatTensor {
    const { heads, hidden } = this.#config;
    const size = hidden / heads;
    const split = (y: FloatTensor, order: readonly number[]): FloatTensor =>
      transpose(reshape(y, ['batch', 'length', heads, size]), order);
    const query = split(this.#linear(x, names.query, 1 / Math.sqrt(size)), [0, 2, 1, 3]);
    const key = split(this.#linear(x, names.key), [0, 2, 3, 1]);
    const value = split(this.#linear(x, names.value), [0, 2, 1, 3]);
    const probabilities = softmax(add(matMul(query, key), this.#scoreBias));
    const kept = this.#dropout.apply(probabilities, `${names.query}.probabilities`, this.#rates.attention);
    const context = transpose(matMul(kept, value), [0, 2, 1, 3]);
    return reshape(context, ['batch*length', hidden]);
  }

  project(x: FloatTensor, residual: FloatTensor, linear: string, norm: string): FloatTensor {
    const kept = this.#dropout.apply(this.#linear(x, linear), linear, this.#rates.hidden);
    return this.#norm(add(kept, residual), norm);
  }

  widen(x: FloatTensor, linear: string): FloatTensor {
    return gelu(this.#linear(x, linear));
  }

  /** The linear map times a constant, which Gemm applies for nothing. */
  #linear(x: FloatTensor, name: string, factor = 1): FloatTensor {
    const weight = this.#parameters.get(`${name}.weight`);
    const bias = this.#parameters.get(`${name}.bias`);
    if (!this.#parameters.hasAdapter(name)) {
      return gemm(x, weight, bias, { transB: true, alpha: factor, beta: factor });
    }
    const adapted = this.#parameters.adapt(gemm(x, weight, bias, { transB: true }), x, name);
    return factor === 1 ? adapted : scale(adapted, factor);
  }

  #norm(x: FloatTensor, name: string): FloatTensor {
    const gain = this.#parameters.get(`${name}.weight`);
    return layerNorm(x, gain, this.#parameters.get(`${name}.bias`), this.#config.epsilon).output;
  }
}
