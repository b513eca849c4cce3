import type { FloatTensor, Graph, Tensor } from './builder.ts';
import type { EncoderConfig } from './config.ts';
import { type LayerNames, layerNames } from './names.ts';

/** What every encoder graph is fed: int64 tensors `[batch, length]`, under the names that tokenizers use. */
export interface EncoderInputs {
  readonly ids: Tensor<'int64'>;
  /** 1 for a token, 0 for padding. */
  readonly mask: Tensor<'int64'>;
}

/** Declares the inputs of an encoder graph. */
export function encoderInputs(graph: Graph): EncoderInputs {
  return {
    ids: graph.input('input_ids', 'int64', ['batch', 'length']),
    mask: graph.input('attention_mask', 'int64', ['batch', 'length']),
  };
}

/**
 * How the blocks of an encoder are computed: fused float32, int8 or differentiable.
 * Tokens are the rows of a matrix, `[batch*length, features]`: ONNX Runtime fuses Add and LayerNormalization
 * of three axes into a kernel that is several times slower than the two.
 */
export interface EncoderKernels {
  /** Normalised sum of word and position embeddings. */
  embed(inputs: EncoderInputs): FloatTensor;
  /** Multi-head self-attention up to, but without, its output projection. */
  attend(x: FloatTensor, names: LayerNames): FloatTensor;
  /** Norm(residual + linear(x)). */
  project(x: FloatTensor, residual: FloatTensor, linear: string, norm: string): FloatTensor;
  /** GELU(linear(x)). */
  widen(x: FloatTensor, linear: string): FloatTensor;
}

/**
 * The encoder of Devlin et al. (2018), as a sequence of blocks.
 * @returns the embeddings and every layer's output, `[batch*length, hidden]` each.
 */
export function encode(
  config: EncoderConfig,
  kernels: EncoderKernels,
  inputs: EncoderInputs,
): readonly [FloatTensor, ...FloatTensor[]] {
  let x = kernels.embed(inputs);
  const states: [FloatTensor, ...FloatTensor[]] = [x];
  for (let layer = 0; layer < config.layers; layer++) {
    const names = layerNames(config.architecture, layer);
    const context = kernels.attend(x, names);
    const attended = kernels.project(context, x, names.attentionOutput, names.attentionNorm);
    const wide = kernels.widen(attended, names.intermediate);
    x = kernels.project(wide, attended, names.output, names.outputNorm);
    states.push(x);
  }
  return states;
}
