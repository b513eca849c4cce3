import { Graph } from './builder.ts';
import type { EncoderConfig } from './config.ts';
import { type EncoderInputs, type EncoderKernels, encode, encoderInputs } from './encoder.ts';
import { ModelDescriptionError } from './errors.ts';
import { Fp32Kernels } from './fp32-kernels.ts';
import { type ClassifierHead, classify, type Pooling, pool } from './heads.ts';
import { Int8Kernels } from './int8-kernels.ts';
import { Parameters } from './parameters.ts';
import { reshape } from './reshape.ts';
import { type ModelProperties, serialise } from './serialise.ts';
import type { Variant } from './variants.ts';
import { WebgpuKernels } from './webgpu-kernels.ts';
import type { Weights } from './weights.ts';

/**
 * `fp32`: fused kernels for CPUs. `int8`: 8-bit weights and activations, for CPUs and WebAssembly. `webgpu`: the
 * same 8-bit weights, float32 arithmetic, only operators that ONNX Runtime has on WebGPU.
 */
export type Precision = 'fp32' | 'int8' | 'webgpu';

/** Everything that an inference graph is made of. */
export interface InferenceDescription {
  readonly config: EncoderConfig;
  readonly weights: Weights;
  readonly precision: Precision;
  readonly pooling: Pooling;
  /** Classifiers, each an output of its own. */
  readonly heads: readonly ClassifierHead[];
  /**
   * What an adaptation may change: its tensors and the heads' become inputs, under the names that the training
   * graph gives them, so that switching to another version copies nothing. Fixed where undefined.
   */
  readonly delta?: Variant;
  /** Name of an output with the pooled vectors, `[batch, hidden]`. */
  readonly pooledOutput?: string;
  /** Name of an output with the last layer's token vectors, `[batch, length, hidden]`. */
  readonly hiddenOutput?: string;
}

function makeKernels(
  { config, weights, precision, delta }: InferenceDescription,
  parameters: Parameters,
  inputs: EncoderInputs,
): EncoderKernels {
  if (delta?.kind === 'full') {
    throw new ModelDescriptionError('A delta of every weight is another model: build it from its weights.');
  }
  if (precision === 'fp32') return new Fp32Kernels(config, parameters, inputs);
  if (precision === 'int8') return new Int8Kernels(config, parameters, inputs);
  if (delta !== undefined && delta.kind !== 'head') {
    throw new ModelDescriptionError('The WebGPU graph takes heads as a delta and nothing else yet.');
  }
  return new WebgpuKernels(config, weights, inputs);
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
  const { config, pooling, heads, pooledOutput, hiddenOutput } = description;
  if (heads.length === 0 && pooledOutput === undefined && hiddenOutput === undefined) {
    throw new ModelDescriptionError('A model needs a head or another output.');
  }
  const graph = new Graph();
  const inputs = encoderInputs(graph);
  const parameters = new Parameters(graph, description, description.delta);
  const kernels = makeKernels(description, parameters, inputs);
  const states = encode(config, kernels, inputs);
  const last = reshape(states.at(-1) ?? states[0], ['batch', 'length', config.hidden]);
  const pooled = pool(last, inputs, pooling);
  for (const head of heads) graph.output(head.output, classify(pooled, head, parameters));
  if (pooledOutput !== undefined) graph.output(pooledOutput, pooled);
  if (hiddenOutput !== undefined) graph.output(hiddenOutput, last);
  return serialise(graph, properties);
}
