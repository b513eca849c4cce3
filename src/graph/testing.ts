import { readFileSync } from 'node:fs';
import type { InferenceSession, Tensor as OrtTensor, TypedTensor } from 'onnxruntime-common';
import * as ortNode from 'onnxruntime-node';
import { type EncoderConfig, readEncoderConfig } from './config.ts';
import { readSafetensors } from './safetensors.ts';
import { type ElementType, expectType, type TensorData, tensorData } from './tensor-data.ts';
import { encoderWeights, type Weights } from './weights.ts';

// What tests of this folder share: fixtures, and ONNX Runtime behind one function.

/** What both ONNX Runtimes offer; onnxruntime-web is imported by the tests that use it. */
export type Runtime = Pick<typeof ortNode, 'InferenceSession' | 'Tensor'>;

/** Feeds typed tensors to a model and gives its outputs as float32 arrays by name. */
export type Run = (feeds: Record<string, TensorData>) => Promise<Record<string, Float32Array>>;

function ortTensor({ Tensor }: Runtime, { type, data, shape }: TensorData): OrtTensor {
  if (data instanceof Float32Array) return new Tensor('float32', data, shape);
  if (data instanceof BigInt64Array) return new Tensor('int64', data, shape);
  if (data instanceof Int32Array) return new Tensor('int32', data, shape);
  if (data instanceof Int8Array) return new Tensor('int8', data, shape);
  if (data instanceof Uint8Array) return new Tensor('uint8', data, shape);
  throw new Error(`No test feeds ${type}.`);
}

const isFloat = (tensor: OrtTensor | undefined): tensor is TypedTensor<'float32'> =>
  tensor?.type === 'float32';

/** A session over a model's bytes; native ones use two threads. */
export async function open(
  bytes: Uint8Array,
  runtime: Runtime = ortNode,
  options: InferenceSession.SessionOptions = {},
): Promise<Run> {
  const session = await runtime.InferenceSession.create(bytes, {
    intraOpNumThreads: 2,
    logSeverityLevel: 3,
    ...options,
  });
  return async (feeds) => {
    const inputs = Object.entries(feeds).map(([name, data]) => [name, ortTensor(runtime, data)]);
    const outputs = await session.run(Object.fromEntries(inputs));
    const arrays: Record<string, Float32Array> = {};
    for (const [name, tensor] of Object.entries(outputs)) {
      arrays[name] = isFloat(tensor)
        ? Float32Array.from(tensor.data)
        : Float32Array.from(tensor.data, Number);
    }
    return arrays;
  };
}

export interface EncoderFixture {
  readonly config: EncoderConfig;
  readonly checkpoint: ReadonlyMap<string, TensorData>;
  readonly weights: Weights;
  /** One row of token numbers a text, without padding. */
  readonly texts: readonly (readonly number[])[];
  /** `[texts, longest, hidden]`, zero at padding. */
  readonly hidden: TensorData<'float32'>;
  /** `[texts, hidden]` */
  readonly pooled: TensorData<'float32'>;
}

export function fixtureBytes(name: string): Uint8Array {
  return new Uint8Array(readFileSync(new URL(`fixtures/${name}`, import.meta.url)));
}

export function wanted<E extends ElementType>(
  tensors: ReadonlyMap<string, TensorData>,
  name: string,
  type: E,
): TensorData<E> {
  const tensor = tensors.get(name);
  if (tensor === undefined) throw new Error(`The fixture lacks ${name}.`);
  return expectType(tensor, type);
}

/** The tensors whose names start with a prefix, without it. */
export function under(tensors: ReadonlyMap<string, TensorData>, prefix: string): Map<string, TensorData> {
  const found = [...tensors].filter(([name]) => name.startsWith(prefix));
  return new Map(found.map(([name, tensor]) => [name.slice(prefix.length), tensor]));
}

export function encoderFixture(kind: 'bert' | 'mpnet'): EncoderFixture {
  const { tensors, metadata } = readSafetensors(fixtureBytes(`encoder-${kind}.safetensors`));
  const config = readEncoderConfig(JSON.parse(metadata['config'] ?? ''));
  const checkpoint = under(tensors, 'weights.');
  const ids = wanted(tensors, 'input_ids', 'int64');
  const mask = wanted(tensors, 'attention_mask', 'int64');
  const longest = ids.shape[1] ?? 0;
  const texts = Array.from({ length: ids.shape[0] ?? 0 }, (_, row) =>
    Array.from(ids.data.subarray(row * longest, (row + 1) * longest), Number).filter(
      (_id, i) => mask.data[row * longest + i] === 1n,
    ),
  );
  return {
    config,
    checkpoint,
    weights: encoderWeights(checkpoint, config),
    texts,
    hidden: wanted(tensors, 'hidden', 'float32'),
    pooled: wanted(tensors, 'pooled', 'float32'),
  };
}

/** Texts padded to a length with token 0 and mask 0. */
export function padded(texts: readonly (readonly number[])[], length?: number): Record<string, TensorData> {
  const columns = length ?? Math.max(...texts.map((text) => text.length));
  const shape = [texts.length, columns];
  const ids = new BigInt64Array(texts.length * columns);
  const mask = new BigInt64Array(texts.length * columns);
  texts.forEach((text, row) => {
    text.forEach((id, i) => {
      ids[row * columns + i] = BigInt(id);
      mask[row * columns + i] = 1n;
    });
  });
  return {
    input_ids: tensorData('int64', shape, ids),
    attention_mask: tensorData('int64', shape, mask),
  };
}

/** Largest absolute difference; infinite where lengths differ or a value is not finite. */
export function largestDifference(a: ArrayLike<number>, b: ArrayLike<number>): number {
  if (a.length !== b.length) return Number.POSITIVE_INFINITY;
  let largest = 0;
  for (let i = 0; i < a.length; i++) {
    const difference = Math.abs((a[i] ?? Number.NaN) - (b[i] ?? Number.NaN));
    if (!(difference <= largest)) largest = Number.isNaN(difference) ? Number.POSITIVE_INFINITY : difference;
  }
  return largest;
}

/** Repeatable numbers between −1 and 1 (a linear congruential generator). */
export function noise(count: number, seed = 1): Float32Array {
  let state = seed >>> 0;
  return Float32Array.from({ length: count }, () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 31 - 1;
  });
}
