import {
  type FloatTensor,
  fixedDim,
  float,
  type Graph,
  int,
  ints,
  type Shape,
  type Tensor,
  text,
} from './builder.ts';
import { GraphError } from './errors.ts';
import { ELEMENT_CODES } from './onnx-constants.ts';
import { shapeTensor } from './reshape.ts';
import { broadcast, matMulShape, normaliseAxes, reducedShape } from './shapes.ts';
import { type ElementType, float32, int64 } from './tensor-data.ts';

/** Element types that ONNX Runtime's CPU kernels add and multiply. */
export type NumericType = 'float32' | 'int32' | 'int64';

function elementwise<E extends ElementType>(op: string, a: Tensor<E>, b: Tensor<E>): Tensor<E> {
  return a.graph.apply(op, [a, b], { type: a.type, shape: broadcast(a.shape, b.shape) });
}

function unary<E extends ElementType>(op: string, x: Tensor<E>): Tensor<E> {
  return x.graph.apply(op, [x], { type: x.type, shape: x.shape });
}

/** A float32 scalar constant. */
export const scalar = (graph: Graph, value: number): FloatTensor => graph.literal(float32([], [value]));

export const add = <E extends NumericType>(a: Tensor<E>, b: Tensor<E>): Tensor<E> => elementwise('Add', a, b);
export const sub = <E extends NumericType>(a: Tensor<E>, b: Tensor<E>): Tensor<E> => elementwise('Sub', a, b);
export const mul = <E extends NumericType>(a: Tensor<E>, b: Tensor<E>): Tensor<E> => elementwise('Mul', a, b);
export const div = <E extends NumericType>(a: Tensor<E>, b: Tensor<E>): Tensor<E> => elementwise('Div', a, b);
export const max = <E extends NumericType>(a: Tensor<E>, b: Tensor<E>): Tensor<E> => elementwise('Max', a, b);

export const min = <E extends NumericType>(a: Tensor<E>, b: Tensor<E>): Tensor<E> => elementwise('Min', a, b);

export const neg = (x: FloatTensor): FloatTensor => unary('Neg', x);
export const exp = (x: FloatTensor): FloatTensor => unary('Exp', x);
export const log = (x: FloatTensor): FloatTensor => unary('Log', x);
export const sqrt = (x: FloatTensor): FloatTensor => unary('Sqrt', x);
export const tanh = (x: FloatTensor): FloatTensor => unary('Tanh', x);
export const erf = (x: FloatTensor): FloatTensor => unary('Erf', x);
export const abs = (x: FloatTensor): FloatTensor => unary('Abs', x);
/** To the nearest whole number, ties to even. */
export const round = (x: FloatTensor): FloatTensor => unary('Round', x);

/** x times a constant. */
export const scale = (x: FloatTensor, factor: number): FloatTensor => mul(x, scalar(x.graph, factor));

/** Another element type; floats are cut towards zero when they become integers. */
export function cast<E extends ElementType>(x: Tensor, type: E): Tensor<E> {
  return x.graph.apply(
    'Cast',
    [x],
    { type, shape: x.shape },
    { attributes: { to: int(ELEMENT_CODES[type]) } },
  );
}

/** Batched matrix product of `[…, m, k]` and `[…, k, n]`. */
export function matMul(a: FloatTensor, b: FloatTensor): FloatTensor {
  return a.graph.apply('MatMul', [a, b], { type: 'float32', shape: matMulShape(a.shape, b.shape) });
}

/** Product of int8 or uint8 matrices without zero points, summed in int32. */
export function matMulInteger(a: Tensor<'int8' | 'uint8'>, b: Tensor<'int8' | 'uint8'>): Tensor<'int32'> {
  return a.graph.apply('MatMulInteger', [a, b], { type: 'int32', shape: matMulShape(a.shape, b.shape) });
}

const swapped = (shape: Shape, swap: boolean): Shape => (swap ? [...shape].reverse() : shape);

export interface GemmOptions {
  readonly transA?: boolean;
  readonly transB?: boolean;
  /** Factor of the product. */
  readonly alpha?: number;
  /** Factor of the bias. */
  readonly beta?: number;
}

/** `alpha op(a) op(b) + beta bias` of two matrices, where op transposes if asked to; bias is `[n]` or `[m, n]`. */
export function gemm(
  a: FloatTensor,
  b: FloatTensor,
  bias?: FloatTensor,
  { transA = false, transB = false, alpha = 1, beta = 1 }: GemmOptions = {},
): FloatTensor {
  if (a.shape.length !== 2 || b.shape.length !== 2) throw new GraphError('Gemm multiplies matrices.');
  const shape = matMulShape(swapped(a.shape, transA), swapped(b.shape, transB));
  if (bias !== undefined && broadcast(shape, bias.shape).join() !== shape.join()) {
    throw new GraphError(`A bias of [${bias.shape.join(', ')}] does not fit [${shape.join(', ')}].`);
  }
  const attributes = {
    transA: int(transA ? 1 : 0),
    transB: int(transB ? 1 : 0),
    alpha: float(alpha),
    beta: float(beta),
  };
  const inputs = bias === undefined ? [a, b] : [a, b, bias];
  return a.graph.apply('Gemm', inputs, { type: 'float32', shape }, { attributes });
}

/** Permutes axes: axis i of the result is axis `order[i]` of x. */
export function transpose<E extends ElementType>(x: Tensor<E>, order: readonly number[]): Tensor<E> {
  if (order.length !== x.shape.length) throw new GraphError(`${x.name} has ${x.shape.length} axes.`);
  const axes = normaliseAxes(order, x.shape.length);
  const shape = axes.map((axis) => x.shape[axis] ?? 1);
  return x.graph.apply('Transpose', [x], { type: x.type, shape }, { attributes: { perm: ints(axes) } });
}

/** Rows of a table: `table[indices]`, of shape `indices.shape + table.shape[1:]`. */
export function gather<E extends ElementType>(
  table: Tensor<E>,
  indices: Tensor<'int64' | 'int32'>,
): Tensor<E> {
  const shape = [...indices.shape, ...table.shape.slice(1)];
  return table.graph.apply('Gather', [table, indices], { type: table.type, shape });
}

/** Elements of x along an axis, picked by an index of x's rank: `y[i, j] = x[i, index[i, j]]` for axis 1. */
export function gatherElements(x: FloatTensor, index: Tensor<'int64' | 'int32'>, axis: number): FloatTensor {
  return x.graph.apply(
    'GatherElements',
    [x, index],
    { type: 'float32', shape: index.shape },
    { attributes: { axis: int(axis) } },
  );
}

/** x plus updates at the places that `index` names along an axis; equal places add up, in order. */
export function scatterElements(
  x: FloatTensor,
  index: Tensor<'int64' | 'int32'>,
  updates: FloatTensor,
  axis: number,
): FloatTensor {
  return x.graph.apply(
    'ScatterElements',
    [x, index, updates],
    { type: 'float32', shape: x.shape },
    { attributes: { axis: int(axis), reduction: text('add') } },
  );
}

/** x repeated to a shape that it can be broadcast to. */
export function expand<E extends ElementType>(x: Tensor<E>, shape: Shape): Tensor<E> {
  if (shape.join() === x.shape.join()) return x;
  return x.graph.apply('Expand', [x, shapeTensor(x.graph, shape)], { type: x.type, shape });
}

/** Tensors one after the other along an axis of known size. */
export function concat<E extends ElementType>(parts: readonly Tensor<E>[], axis: number): Tensor<E> {
  const [first] = parts;
  if (first === undefined) throw new GraphError('Nothing to concatenate.');
  const total = parts.reduce((sum, part) => sum + fixedDim(part, axis), 0);
  const shape = first.shape.map((size, i) => (i === axis ? total : size));
  return first.graph.apply('Concat', parts, { type: first.type, shape }, { attributes: { axis: int(axis) } });
}

/** x with zeros around it: `pads` counts those before every axis, then those after every axis. */
export function pad(x: FloatTensor, pads: Tensor<'int64'>, shape: Shape): FloatTensor {
  return x.graph.apply('Pad', [x, pads], { type: 'float32', shape });
}

/** Zeros of a shape. */
export function zeros(graph: Graph, shape: Shape): FloatTensor {
  return graph.apply('ConstantOfShape', [shapeTensor(graph, shape)], { type: 'float32', shape });
}

type Reduction = 'ReduceSum' | 'ReduceMean' | 'ReduceMax' | 'ReduceMin';

function reduce(op: Reduction, x: FloatTensor, axes: readonly number[], keep: boolean): FloatTensor {
  const axesTensor = x.graph.literal(int64([axes.length], axes));
  return x.graph.apply(
    op,
    [x, axesTensor],
    { type: 'float32', shape: reducedShape(x.shape, axes, keep) },
    { attributes: { keepdims: int(keep ? 1 : 0) } },
  );
}

export const reduceSum = (x: FloatTensor, axes: readonly number[], keep = false): FloatTensor =>
  reduce('ReduceSum', x, axes, keep);
export const reduceMean = (x: FloatTensor, axes: readonly number[], keep = false): FloatTensor =>
  reduce('ReduceMean', x, axes, keep);
export const reduceMax = (x: FloatTensor, axes: readonly number[], keep = false): FloatTensor =>
  reduce('ReduceMax', x, axes, keep);
export const reduceMin = (x: FloatTensor, axes: readonly number[], keep = false): FloatTensor =>
  reduce('ReduceMin', x, axes, keep);

const lastAxis = { attributes: { axis: int(-1) } };

/** Softmax over the last axis. */
export const softmax = (x: FloatTensor): FloatTensor =>
  x.graph.apply('Softmax', [x], { type: 'float32', shape: x.shape }, lastAxis);

/** Logarithm of the softmax over the last axis. */
export const logSoftmax = (x: FloatTensor): FloatTensor =>
  x.graph.apply('LogSoftmax', [x], { type: 'float32', shape: x.shape }, lastAxis);

/** Gaussian error linear unit with the exact error function (Hendrycks & Gimpel 2016). */
export const gelu = (x: FloatTensor): FloatTensor =>
  x.graph.apply('Gelu', [x], { type: 'float32', shape: x.shape });

export interface LayerNormParts {
  readonly output: FloatTensor;
  /** `[…, 1]` */
  readonly mean: FloatTensor;
  /** 1 / standard deviation, `[…, 1]` */
  readonly inverseDeviation: FloatTensor;
}

/** Layer normalisation over the last axis (Ba et al. 2016) with the statistics that its gradient needs. */
export function layerNorm(
  x: FloatTensor,
  gain: FloatTensor,
  bias: FloatTensor,
  epsilon: number,
): LayerNormParts {
  const statistics = { type: 'float32', shape: [...x.shape.slice(0, -1), 1] } as const;
  const [output, mean, inverseDeviation] = x.graph.applyMany<'float32'>(
    'LayerNormalization',
    [x, gain, bias],
    [{ type: 'float32', shape: x.shape }, statistics, statistics],
    { attributes: { axis: int(-1), epsilon: float(epsilon) } },
  );
  if (output === undefined || mean === undefined || inverseDeviation === undefined) {
    throw new GraphError('LayerNormalization has three outputs.');
  }
  return { output, mean, inverseDeviation };
}
