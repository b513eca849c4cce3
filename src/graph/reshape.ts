import { type Dim, fixedDim, type Graph, int, type Shape, type Tensor } from './builder.ts';
import { GraphError } from './errors.ts';
import { type ElementType, int64 } from './tensor-data.ts';

/** The value of an axis that an input has, as an int64 vector of one element. */
function axisSize(graph: Graph, name: string): Tensor<'int64'> | undefined {
  for (const input of graph.inputs) {
    const axis = input.shape.indexOf(name);
    if (axis < 0) continue;
    const attributes = { start: int(axis), end: int(axis + 1) };
    return graph.apply('Shape', [input], { type: 'int64', shape: [1] }, { attributes });
  }
  return undefined;
}

/**
 * The value of a size: of a number, a named axis, or a product such as `batch*length`.
 * @throws GraphError where no input has the axis.
 */
export function sizeTensor(graph: Graph, size: Dim): Tensor<'int64'> {
  if (typeof size === 'number') return graph.literal(int64([1], [size]));
  const known = axisSize(graph, size);
  if (known !== undefined) return known;
  const factors = size.split('*');
  if (factors.length === 1) throw new GraphError(`No input has an axis called ${size}.`);
  return factors
    .map((factor) => sizeTensor(graph, /^\d+$/.test(factor) ? Number(factor) : factor))
    .reduce((product, factor) => graph.apply('Mul', [product, factor], { type: 'int64', shape: [1] }));
}

const shapeCaches = new WeakMap<Graph, Map<string, Tensor<'int64'>>>();

/** A shape as an int64 vector computed when the model runs; one node chain per shape and graph. */
export function shapeTensor(graph: Graph, shape: Shape): Tensor<'int64'> {
  const numbers = shape.filter((size) => typeof size === 'number');
  if (numbers.length === shape.length) return graph.literal(int64([shape.length], numbers));
  const cache = shapeCaches.get(graph) ?? new Map<string, Tensor<'int64'>>();
  shapeCaches.set(graph, cache);
  const key = shape.join();
  const known = cache.get(key);
  if (known !== undefined) return known;
  const parts = shape.map((size) => sizeTensor(graph, size));
  const made = graph.apply(
    'Concat',
    parts,
    { type: 'int64', shape: [shape.length] },
    { attributes: { axis: int(0) } },
  );
  cache.set(key, made);
  return made;
}

/**
 * The static form of a target shape, if there is one: 0 copies the size at the same place of the source,
 * and one size may be left to inference as -1.
 */
function staticTarget(source: Shape, target: Shape): readonly number[] | undefined {
  const entries = target.map((size, axis) =>
    typeof size === 'number' ? size : source[axis] === size ? 0 : -1,
  );
  return entries.filter((size) => size === -1).length <= 1 ? entries : undefined;
}

/**
 * The same elements in another shape. Named sizes must be those of inputs, except for one (such as the
 * product `batch*length`) that can be inferred from the number of elements.
 */
export function reshape<E extends ElementType>(x: Tensor<E>, shape: Shape): Tensor<E> {
  const entries = staticTarget(x.shape, shape);
  const target =
    entries === undefined ? shapeTensor(x.graph, shape) : x.graph.literal(int64([entries.length], entries));
  return x.graph.apply('Reshape', [x, target], { type: x.type, shape });
}

/** Three equal parts along an axis of known size. */
export function splitThree<E extends ElementType>(
  x: Tensor<E>,
  axis: number,
): readonly [Tensor<E>, Tensor<E>, Tensor<E>] {
  const size = fixedDim(x, axis) / 3;
  const spec = { type: x.type, shape: x.shape.map((old, i) => (i === axis ? size : old)) };
  const sizes = x.graph.literal(int64([3], [size, size, size]));
  const attributes = { axis: int(axis) };
  const [a, b, c] = x.graph.applyMany('Split', [x, sizes], [spec, spec, spec], { attributes });
  if (a === undefined || b === undefined || c === undefined) throw new GraphError('Split has three outputs.');
  return [a, b, c];
}

/** `[batch, length, features]` as a matrix with a row a token, `[batch*length, features]`. */
export function flatten<E extends ElementType>(x: Tensor<E>): Tensor<E> {
  return reshape(x, ['batch*length', ...x.shape.slice(2)]);
}
