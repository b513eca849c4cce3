import { GraphError } from './errors.ts';

/** Array that holds the elements of each type; half precision is kept as its bits. */
export interface ElementArrays {
  float32: Float32Array;
  float16: Uint16Array;
  bfloat16: Uint16Array;
  int8: Int8Array;
  uint8: Uint8Array;
  int32: Int32Array;
  int64: BigInt64Array;
  /** One byte an element, 0 or 1. */
  bool: Uint8Array;
}

export type ElementType = keyof ElementArrays;

/** A dense, row-major tensor in memory. */
export interface TensorData<E extends ElementType = ElementType> {
  readonly type: E;
  readonly shape: readonly number[];
  readonly data: ElementArrays[E];
}

/** Number of elements of a shape; 1 for a scalar. */
export function elementCount(shape: readonly number[]): number {
  return shape.reduce((product, size) => product * size, 1);
}

/**
 * Puts a shape and its elements together.
 * @throws GraphError where their sizes differ.
 */
export function tensorData<E extends ElementType>(
  type: E,
  shape: readonly number[],
  data: ElementArrays[E],
): TensorData<E> {
  if (elementCount(shape) !== data.length) {
    throw new GraphError(`A tensor of shape [${shape.join(', ')}] cannot hold ${data.length} elements.`);
  }
  return { type, shape, data };
}

/** A float32 tensor from its elements. */
export function float32(shape: readonly number[], data: ArrayLike<number>): TensorData<'float32'> {
  return tensorData('float32', shape, data instanceof Float32Array ? data : Float32Array.from(data));
}

/** An int64 vector or scalar from numbers. */
export function int64(shape: readonly number[], data: readonly number[]): TensorData<'int64'> {
  return tensorData('int64', shape, BigInt64Array.from(data, BigInt));
}

/** The elements' bytes, a view. */
export function bytesOf(tensor: TensorData): Uint8Array {
  const { buffer, byteOffset, byteLength } = tensor.data;
  return new Uint8Array(buffer, byteOffset, byteLength);
}

function isType<E extends ElementType>(tensor: TensorData, type: E): tensor is TensorData<E> {
  return tensor.type === type;
}

/**
 * Narrows a tensor to one element type.
 * @throws GraphError where it is of another.
 */
export function expectType<E extends ElementType>(tensor: TensorData, type: E): TensorData<E> {
  if (!isType(tensor, type)) throw new GraphError(`A ${type} tensor is wanted, this one is ${tensor.type}.`);
  return tensor;
}
