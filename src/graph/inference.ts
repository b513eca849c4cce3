import { Graph } from './builder.ts';
import type { EncoderConfig } from './config.ts';
import { encode, encoderInputs } from './encoder.ts';
import { ModelDescriptionError } from './errors.ts';
import { Fp32Kernels } from './fp32-kernels.ts';
import { type ClassifierHead, classify, type Pooling, pool } from './heads.ts';
import { Int8Kernels } from './int8-kernels.ts';
import { reshape } from './reshape.ts';
import { type ModelProperties, serialise } from './serialise.ts';
import { WebgpuKernels } from './webgpu-kernels.ts';
import type { Weights } from './weights.ts';

const KERNELS = { fp32: Fp32Kernels, int8: Int8Kernels, webgpu: WebgpuKernels } as const;

/**
 * `fp32`: fused kernels for CPUs. `int8`: 8-bit weights and activations, for CPUs and WebAssembly. `webgpu`: the
 * same 8-bit weights, float32 arithmetic, only operators that ONNX Runtime has on WebGPU.
 */
export type Precision = keyof typeof KERNELS;

/** Everything that an inference graph is made of. */
export interface InferenceDescription {
  readonly config: EncoderConfig;
  readonly weights: Weights;
  readonly precision: Precision;
  readonly pooling: Pooling;
  /** Classifiers, each an output of its own. */
  readonly heads: readonly ClassifierHead[];
  /** Name of an output with the pooled vectors, `[batch, hidden]`. */
  readonly pooledOutput?: string;
  /** Name of an output with the last layer's token vectors, `[batch, length, hidden]`. */
  readonly hiddenOutput?: string;
}

/**
 * Writes an encoder as an ONNX file with the inputs `input_ids` and `attention_mask`, int64
 * `[batch, length]`; padding (mask 0) comes after the text and changes nothing.
 * @throws ModelDescriptionError where weights, heads and configuration do not fit together.
 */
export function buildInferenceModel(
  description: InferenceDescription,
  properties: ModelProperties = {},
): Uint8Array<ArrayBuffer> {
  const { config, weights, precision, pooling, heads, pooledOutput, hiddenOutput } = description;
  if (heads.length === 0 && pooledOutput === undefined && hiddenOutput === undefined) {
    throw new ModelDescriptionError('A model needs a head or another output.');
  }
  const graph = new Graph();
  const inputs = encoderInputs(graph);
  const states = encode(config, new KERNELS[precision](config, weights, inputs), inputs);
  const last = reshape(states.at(-1) ?? states[0], ['batch', 'length', config.hidden]);
  const pooled = pool(last, inputs, pooling);
  for (const head of heads) graph.output(head.output, classify(pooled, head));
  if (pooledOutput !== undefined) graph.output(pooledOutput, pooled);
  if (hiddenOutput !== undefined) graph.output(hiddenOutput, last);
  return serialise(graph, properties);
}
