import { fromBinary } from '@bufbuild/protobuf';
import type { EncoderConfig } from '../../src/graph/config.ts';
import type { ClassifierHead } from '../../src/graph/heads.ts';
import { type ModelProto, ModelProtoSchema, type TensorProto } from '../../src/graph/onnx_pb.ts';
import { ELEMENT_CODES } from '../../src/graph/onnx-constants.ts';
import { float32, type TensorData } from '../../src/graph/tensor-data.ts';
import { expectedWeights, type Weights } from '../../src/graph/weights.ts';
import { BenchError } from '../errors.ts';

/** What a published int8 graph computes with, as float32: so that other layouts of the very same weights can be made. */
export interface PackWeights {
  readonly weights: Weights;
  readonly head: ClassifierHead;
}

/**
 * Reads the weights back out of an int8 graph of `src/graph`.
 *
 * @param output of the head that is wanted.
 * @throws BenchError where the file does not store them as `Int8Kernels` does.
 */
export function packWeights(model: Uint8Array, config: EncoderConfig, output: string): PackWeights {
  const stored = new Stored(fromBinary(ModelProtoSchema, model));
  const weights = new Map<string, TensorData<'float32'>>();
  for (const [name, shape] of expectedWeights(config)) weights.set(name, stored.weight(name, shape));
  const bias = stored.floats(`heads.${output}.bias`);
  const labels = bias.length;
  return {
    weights,
    head: {
      output,
      weight: float32([labels, config.hidden], stored.floats(`heads.${output}.weight`)),
      bias: float32([labels], bias),
    },
  };
}

class Stored {
  readonly #tensors: ReadonlyMap<string, TensorProto>;

  constructor(model: ModelProto) {
    this.#tensors = new Map(model.graph?.initializer.map((tensor) => [tensor.name, tensor]));
  }

  /** A weight in the shape that PyTorch gives it. */
  weight(name: string, shape: readonly number[]): TensorData<'float32'> {
    const linear = name.replace(/\.(weight|bias)$/, '');
    if (this.#tensors.has(`${linear}.sums+bias`)) {
      return name.endsWith('.bias') ? this.#linearBias(linear, shape) : this.#linearWeight(linear, shape);
    }
    if (this.#tensors.has(`${name}.scales`)) return this.#rows(name, shape);
    return float32(shape, this.floats(name));
  }

  floats(name: string): Float32Array {
    return new Float32Array(this.#bytes(name, ELEMENT_CODES.float32));
  }

  #int8(name: string): Int8Array {
    return new Int8Array(this.#bytes(name, ELEMENT_CODES.int8));
  }

  /** The second row of "minus the sums, bias". */
  #linearBias(linear: string, shape: readonly number[]): TensorData<'float32'> {
    const both = this.floats(`${linear}.sums+bias`);
    return float32(shape, both.slice(both.length / 2));
  }

  /** `[in, out]` with a scale an output feature, turned to `[out, in]`. */
  #linearWeight(linear: string, shape: readonly number[]): TensorData<'float32'> {
    const [out = 0, into = 0] = shape;
    const values = this.#int8(`${linear}.weight`);
    const scales = this.floats(`${linear}.scales`);
    const weight = new Float32Array(out * into);
    for (let o = 0; o < out; o++) {
      const scale = scales[o] ?? 0;
      for (let i = 0; i < into; i++) weight[o * into + i] = (values[i * out + o] ?? 0) * scale;
    }
    return float32(shape, weight);
  }

  #rows(name: string, shape: readonly number[]): TensorData<'float32'> {
    const [, columns = 1] = shape;
    const scales = this.floats(`${name}.scales`);
    const values = this.#int8(name);
    return float32(
      shape,
      Float32Array.from(values, (value, i) => value * (scales[Math.floor(i / columns)] ?? 0)),
    );
  }

  /** Raw bytes in a buffer of their own. */
  #bytes(name: string, code: number): ArrayBuffer {
    const tensor = this.#tensors.get(name);
    if (tensor === undefined || tensor.dataType !== code) {
      throw new BenchError(`The pack's graph stores "${name}" in another way than the benchmark knows.`);
    }
    return Uint8Array.from(tensor.rawData).buffer;
  }
}
