import type { FloatTensor, Graph, Tensor } from './builder.ts';
import type { EncoderConfig } from './config.ts';
import type { EncoderInputs, EncoderKernels } from './encoder.ts';
import { multiHeadAttention, packedAttention } from './fused.ts';
import { type LayerNames, SHARED_NAMES } from './names.ts';
import { add, cast, gather, gelu, gemm, layerNorm } from './ops.ts';
import type { Parameters } from './parameters.ts';
import { positionRows } from './positions.ts';
import { bucketMatrix, relativeBias } from './relative-bias.ts';
import { flatten, reshape } from './reshape.ts';
import { concatenated, transposed } from './weights.ts';

/** Float32 inference with ONNX Runtime's fused attention, normalisation and GELU. */
export class Fp32Kernels implements EncoderKernels {
  readonly #graph: Graph;
  readonly #config: EncoderConfig;
  readonly #parameters: Parameters;
  readonly #mask: Tensor<'int32'>;
  readonly #bias: FloatTensor | undefined;

  constructor(config: EncoderConfig, parameters: Parameters, inputs: EncoderInputs) {
    this.#graph = inputs.ids.graph;
    this.#config = config;
    this.#parameters = parameters;
    this.#mask = cast(inputs.mask, 'int32');
    if (config.architecture === 'mpnet') {
      const table = this.#stored(SHARED_NAMES.relativeBias);
      this.#bias = relativeBias(table, bucketMatrix(this.#graph, config));
    }
  }

  embed({ ids }: EncoderInputs): FloatTensor {
    const words = gather(this.#stored(SHARED_NAMES.words), ids);
    const positions = positionRows(this.#stored(SHARED_NAMES.positions), this.#config);
    return this.#norm(flatten(add(words, positions)), SHARED_NAMES.embeddingNorm);
  }

  attend(x: FloatTensor, names: LayerNames): FloatTensor {
    const parts = [names.query, names.key, names.value];
    return flatten(
      parts.some((name) => this.#isChanged(name))
        ? this.#attendApart(x, names)
        : this.#attendPacked(x, names),
    );
  }

  /** Whether a delta takes part in a linear map, so that it cannot be packed into one operator with others. */
  #isChanged(linear: string): boolean {
    return this.#parameters.hasAdapter(linear) || this.#parameters.isInput(`${linear}.bias`);
  }

  #attendApart(x: FloatTensor, names: LayerNames): FloatTensor {
    const project = (name: string): FloatTensor =>
      reshape(this.#linear(x, name), ['batch', 'length', this.#config.hidden]);
    const projected = { query: project(names.query), key: project(names.key), value: project(names.value) };
    return multiHeadAttention(projected, undefined, this.#mask, this.#config.heads, this.#bias);
  }

  #attendPacked(x: FloatTensor, names: LayerNames): FloatTensor {
    const parts = [names.query, names.key, names.value];
    const weight = concatenated(parts.map((name) => this.#parameters.values(`${name}.weight`)));
    const bias = concatenated(parts.map((name) => this.#parameters.values(`${name}.bias`)));
    return packedAttention(
      reshape(x, ['batch', 'length', this.#config.hidden]),
      this.#graph.constant(`${names.query}+key+value.weight`, transposed(weight)),
      this.#graph.constant(`${names.query}+key+value.bias`, bias),
      this.#mask,
      this.#config.heads,
      this.#bias,
    );
  }

  project(x: FloatTensor, residual: FloatTensor, linear: string, norm: string): FloatTensor {
    return this.#norm(add(this.#linear(x, linear), residual), norm);
  }

  widen(x: FloatTensor, linear: string): FloatTensor {
    return gelu(this.#linear(x, linear));
  }

  #linear(x: FloatTensor, name: string): FloatTensor {
    const y = gemm(x, this.#stored(`${name}.weight`), this.#stored(`${name}.bias`), { transB: true });
    return this.#parameters.adapt(y, x, name);
  }

  #norm(x: FloatTensor, name: string): FloatTensor {
    const [gain, bias] = [this.#stored(`${name}.weight`), this.#stored(`${name}.bias`)];
    return layerNorm(x, gain, bias, this.#config.epsilon).output;
  }

  #stored(name: string): FloatTensor {
    return this.#parameters.get(name);
  }
}
