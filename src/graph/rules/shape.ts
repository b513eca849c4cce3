import { constantData, type FloatTensor, type Node } from '../builder.ts';
import { GraphError } from '../errors.ts';
import { concat, expand, pad, scale, scatterElements, sub, transpose, zeros } from '../ops.ts';
import { reshape, sizeTensor } from '../reshape.ts';
import { normaliseAxes, productDim } from '../shapes.ts';
import { int64 } from '../tensor-data.ts';
import { floatInput, indexInput, intAttribute, onlyGradient, type Rule } from './rule.ts';

const transposeRule: Rule = (context) => {
  const order = context.node.attributes['perm'];
  if (order?.kind !== 'ints') throw new GraphError('Transpose lacks its order.');
  const inverse = order.value.map((_, axis) => order.value.indexOf(axis));
  return [() => transpose(onlyGradient(context), inverse)];
};

const reshapeRule: Rule = (context) => [
  () => reshape(onlyGradient(context), floatInput(context.node, 0).shape),
];

/** The axes of a reduction, from its constant second input. */
function reducedAxes(node: Node): readonly number[] {
  const data = node.inputs[1] === undefined ? undefined : constantData(node.inputs[1])?.data;
  if (data === undefined) throw new GraphError(`${node.op} has no constant axes.`);
  return normaliseAxes(Array.from(data, Number), floatInput(node, 0).shape.length);
}

/** Repeats the gradient of a reduction along the axes that it removed. */
function spread(context: Parameters<Rule>[0]): FloatTensor {
  const x = floatInput(context.node, 0);
  const axes = new Set(reducedAxes(context.node));
  const kept = x.shape.map((size, axis) => (axes.has(axis) ? 1 : size));
  return expand(reshape(onlyGradient(context), kept), x.shape);
}

const reduceMeanRule: Rule = (context) => [
  () => {
    const x = floatInput(context.node, 0);
    const sizes = reducedAxes(context.node).map((axis) => x.shape[axis] ?? 1);
    const count = productDim(sizes);
    if (typeof count !== 'number') throw new GraphError('A mean over an unknown size has no gradient here.');
    return scale(spread(context), 1 / count);
  },
];

/**
 * Rows of a table: their gradients are added up per row. By ScatterElements: ScatterND with duplicate
 * indices races on several threads (wrong and different at every run).
 */
const gatherRule: Rule = (context) => {
  const { node } = context;
  const table = floatInput(node, 0);
  return [
    () => {
      const indices = indexInput(node, 1);
      const rows = productDim(indices.shape);
      const width = table.shape.slice(1);
      const updates = reshape(onlyGradient(context), [rows, ...width]);
      const ones = width.map(() => 1);
      const repeated = expand(reshape(indices, [rows, ...ones]), [rows, ...width]);
      return scatterElements(zeros(table.graph, table.shape), repeated, updates, 0);
    },
  ];
};

const gatherElementsRule: Rule = (context) => {
  const { node } = context;
  const x = floatInput(node, 0);
  const axis = intAttribute(node, 'axis', 0);
  return [() => scatterElements(zeros(x.graph, x.shape), indexInput(node, 1), onlyGradient(context), axis)];
};

/** A constant int64 vector of one number, an input of Slice. */
function constantNumber(node: Node, index: number): number {
  const tensor = node.inputs[index];
  const data = tensor === undefined ? undefined : constantData(tensor)?.data;
  if (data?.length !== 1) throw new GraphError(`${node.op} has a gradient along one constant range only.`);
  return Number(data[0]);
}

/** A range [start, end) of one axis: zeros before and after. */
const sliceRule: Rule = (context) => [
  () => {
    const { node } = context;
    const x = floatInput(node, 0);
    const [start, end, axis] = [1, 2, 3].map((index) => constantNumber(node, index));
    if (start === undefined || end === undefined || axis === undefined)
      throw new GraphError('Slice lacks a range.');
    const { graph } = x;
    const number = (value: number) => graph.literal(int64([1], [value]));
    const size = sizeTensor(graph, x.shape[axis] ?? 1);
    const pads = [
      ...x.shape.map((_, i) => number(i === axis ? start : 0)),
      ...x.shape.map((_, i) => (i === axis ? sub(size, number(end)) : number(0))),
    ];
    return pad(onlyGradient(context), concat(pads, 0), x.shape);
  },
];

export const SHAPE: Readonly<Record<string, Rule>> = {
  Transpose: transposeRule,
  Reshape: reshapeRule,
  ReduceSum: (context) => [() => spread(context)],
  ReduceMean: reduceMeanRule,
  Gather: gatherRule,
  GatherElements: gatherElementsRule,
  Slice: sliceRule,
};
