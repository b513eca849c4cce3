import type { FloatTensor, Graph, Tensor } from './builder.ts';
import type { EncoderConfig } from './config.ts';
import type { EncoderInputs, EncoderKernels } from './encoder.ts';
import { packedAttention } from './fused.ts';
import { type LayerNames, SHARED_NAMES } from './names.ts';
import { add, cast, gather, gelu, gemm, layerNorm } from './ops.ts';
import { positionRows } from './positions.ts';
import { bucketMatrix, relativeBias } from './relative-bias.ts';
import { flatten, reshape } from './reshape.ts';
import { concatenated, requireWeight, transposed, type Weights } from './weights.ts';

/** Float32 inference with ONNX Runtime's fused attention, normalisation and GELU. */
export class Fp32Kernels implements EncoderKernels {
  readonly #graph: Graph;
  readonly #config: EncoderConfig;
  readonly #weights: Weights;
  readonly #mask: Tensor<'int32'>;
  readonly #bias: FloatTensor | undefined;

  constructor(config: EncoderConfig, weights: Weights, inputs: EncoderInputs) {
    this.#graph = inputs.ids.graph;
    this.#config = config;
    this.#weights = weights;
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
    const weight = concatenated(parts.map((name) => requireWeight(this.#weights, `${name}.weight`)));
    const bias = concatenated(parts.map((name) => requireWeight(this.#weights, `${name}.bias`)));
    const context = packedAttention(
      reshape(x, ['batch', 'length', this.#config.hidden]),
      this.#graph.constant(`${names.query}+key+value.weight`, transposed(weight)),
      this.#graph.constant(`${names.query}+key+value.bias`, bias),
      this.#mask,
      this.#config.heads,
      this.#bias,
    );
    return flatten(context);
  }

  project(x: FloatTensor, residual: FloatTensor, linear: string, norm: string): FloatTensor {
    return this.#norm(add(this.#linear(x, linear), residual), norm);
  }

  widen(x: FloatTensor, linear: string): FloatTensor {
    return gelu(this.#linear(x, linear));
  }

  #linear(x: FloatTensor, name: string): FloatTensor {
    return gemm(x, this.#stored(`${name}.weight`), this.#stored(`${name}.bias`), { transB: true });
  }

  #norm(x: FloatTensor, name: string): FloatTensor {
    const [gain, bias] = [this.#stored(`${name}.weight`), this.#stored(`${name}.bias`)];
    return layerNorm(x, gain, bias, this.#config.epsilon).output;
  }

  #stored(name: string): FloatTensor {
    return this.#graph.constant(name, requireWeight(this.#weights, name));
  }
}
