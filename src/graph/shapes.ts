import type { Dim, Shape } from './builder.ts';
import { GraphError } from './errors.ts';

const show = (shape: Shape): string => `[${shape.join(', ')}]`;

function broadcastDim(a: Dim, b: Dim): Dim | undefined {
  if (a === b || b === 1) return a;
  return a === 1 ? b : undefined;
}

/** Shape of an element-wise operation (NumPy's broadcasting); names only match themselves and 1. */
export function broadcast(a: Shape, b: Shape): Shape {
  const rank = Math.max(a.length, b.length);
  return Array.from({ length: rank }, (_, i) => {
    const size = broadcastDim(a[i - rank + a.length] ?? 1, b[i - rank + b.length] ?? 1);
    if (size === undefined) throw new GraphError(`${show(a)} and ${show(b)} cannot be broadcast.`);
    return size;
  });
}

/** Shape of a batched matrix product. */
export function matMulShape(a: Shape, b: Shape): Shape {
  const [rows, inner] = [a.at(-2), a.at(-1)];
  const [innerB, columns] = [b.at(-2), b.at(-1)];
  if (rows === undefined || columns === undefined || inner !== innerB) {
    throw new GraphError(`${show(a)} and ${show(b)} cannot be multiplied.`);
  }
  return [...broadcast(a.slice(0, -2), b.slice(0, -2)), rows, columns];
}

/** The size of an axis after flattening several: a number, or a product of names such as `batch*length`. */
export function productDim(sizes: Shape): Dim {
  let known = 1;
  const names: string[] = [];
  for (const size of sizes) {
    if (typeof size === 'number') known *= size;
    else names.push(size);
  }
  if (names.length === 0) return known;
  return known === 1 ? names.join('*') : `${names.join('*')}*${known}`;
}

/** Axes counted from the front. */
export function normaliseAxes(axes: readonly number[], rank: number): readonly number[] {
  return axes.map((axis) => {
    const positive = axis < 0 ? axis + rank : axis;
    if (!Number.isInteger(axis) || positive < 0 || positive >= rank) {
      throw new GraphError(`There is no axis ${axis} among ${rank}.`);
    }
    return positive;
  });
}

/** Shape after a reduction. */
export function reducedShape(shape: Shape, axes: readonly number[], keep: boolean): Shape {
  const gone = new Set(normaliseAxes(axes, shape.length));
  return shape.flatMap((size, axis) => (gone.has(axis) ? (keep ? [1] : []) : [size]));
}
