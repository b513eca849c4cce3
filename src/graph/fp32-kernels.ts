import type { FloatTensor, Graph, Tensor } from './builder.ts';
import type { EncoderConfig } from './config.ts';
import type { EncoderInputs, EncoderKernels } from './encoder.ts';
import { biasGelu, packedAttention, skipLayerNorm } from './fused.ts';
import { type LayerNames, SHARED_NAMES } from './names.ts';
import { cast, gather, matMul } from './ops.ts';
import { positionRows } from './positions.ts';
import { concatenated, requireWeight, transposed, type Weights } from './weights.ts';

/** Float32 inference with ONNX Runtime's fused attention, normalisation and GELU. */
export class Fp32Kernels implements EncoderKernels {
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
    const words = gather(this.#stored(SHARED_NAMES.words), ids);
    const positions = positionRows(this.#stored(SHARED_NAMES.positions), this.#config);
    return this.#norm(words, positions, undefined, SHARED_NAMES.embeddingNorm);
  }

  attend(x: FloatTensor, names: LayerNames): FloatTensor {
    const parts = [names.query, names.key, names.value];
    const weight = concatenated(parts.map((name) => requireWeight(this.#weights, `${name}.weight`)));
    const bias = concatenated(parts.map((name) => requireWeight(this.#weights, `${name}.bias`)));
    return packedAttention(
      x,
      this.#graph.constant(`${names.query}+key+value.weight`, transposed(weight)),
      this.#graph.constant(`${names.query}+key+value.bias`, bias),
      this.#mask,
      this.#config.heads,
    );
  }

  project(x: FloatTensor, residual: FloatTensor, linear: string, norm: string): FloatTensor {
    return this.#norm(this.#multiply(x, linear), residual, this.#stored(`${linear}.bias`), norm);
  }

  widen(x: FloatTensor, linear: string): FloatTensor {
    return biasGelu(this.#multiply(x, linear), this.#stored(`${linear}.bias`));
  }

  #multiply(x: FloatTensor, linear: string): FloatTensor {
    const weight = transposed(requireWeight(this.#weights, `${linear}.weight`));
    return matMul(x, this.#graph.constant(`${linear}.weight`, weight));
  }

  #norm(x: FloatTensor, skip: FloatTensor, bias: FloatTensor | undefined, name: string): FloatTensor {
    const norm = { gain: this.#stored(`${name}.weight`), bias: this.#stored(`${name}.bias`) };
    return skipLayerNorm(x, skip, norm, bias, this.#config.epsilon);
  }

  #stored(name: string): FloatTensor {
    return this.#graph.constant(name, requireWeight(this.#weights, name));
  }
}
