import type { FloatTensor, Node, Shape, Tensor } from '../builder.ts';
import { GraphError } from '../errors.ts';
import { reduceSum } from '../ops.ts';
import { reshape } from '../reshape.ts';

/** What a rule is given: a node and the gradients of its outputs, undefined where nothing depends on one. */
export interface RuleContext {
  readonly node: Node;
  readonly incoming: readonly (FloatTensor | undefined)[];
}

/** Computes the gradient of one input when it is asked for. */
export type Backward = () => FloatTensor;

/** The gradient of each input; undefined where it has none (an index, a shape). */
export type Rule = (context: RuleContext) => readonly (Backward | undefined)[];

export const isFloat = (tensor: Tensor): tensor is FloatTensor => tensor.type === 'float32';

const isInt64 = (tensor: Tensor): tensor is Tensor<'int64'> => tensor.type === 'int64';
const isInt32 = (tensor: Tensor): tensor is Tensor<'int32'> => tensor.type === 'int32';

function missing(node: Node, index: number): GraphError {
  return new GraphError(`${node.op} lacks input or output ${index} of the type that its gradient needs.`);
}

/** A float input of a node. */
export function floatInput(node: Node, index: number): FloatTensor {
  const tensor = node.inputs[index];
  if (tensor === undefined || !isFloat(tensor)) throw missing(node, index);
  return tensor;
}

/** An integer input of a node. */
export function indexInput(node: Node, index: number): Tensor<'int64'> | Tensor<'int32'> {
  const tensor = node.inputs[index];
  if (tensor !== undefined && isInt64(tensor)) return tensor;
  if (tensor !== undefined && isInt32(tensor)) return tensor;
  throw missing(node, index);
}

/** A float output of a node. */
export function floatOutput(node: Node, index: number): FloatTensor {
  const tensor = node.outputs[index];
  if (tensor === undefined || !isFloat(tensor)) throw missing(node, index);
  return tensor;
}

/** The gradient of the first output, the only one that a loss may depend on. */
export function onlyGradient({ node, incoming }: RuleContext): FloatTensor {
  const [gradient, ...others] = incoming;
  if (gradient === undefined || others.some((other) => other !== undefined)) {
    throw new GraphError(`${node.op} can be differentiated through its first output only.`);
  }
  return gradient;
}

/** An integer attribute of a node, or its default. */
export function intAttribute(node: Node, name: string, fallback: number): number {
  const attribute = node.attributes[name];
  return attribute?.kind === 'int' ? attribute.value : fallback;
}

/** A float attribute of a node, or its default. */
export function floatAttribute(node: Node, name: string, fallback: number): number {
  const attribute = node.attributes[name];
  return attribute?.kind === 'float' ? attribute.value : fallback;
}

/** Undoes broadcasting: sums a gradient over the axes along which an input was repeated. */
export function sumTo(gradient: FloatTensor, shape: Shape): FloatTensor {
  const lead = gradient.shape.length - shape.length;
  const repeated = gradient.shape.flatMap((size, axis) =>
    axis < lead || (shape[axis - lead] === 1 && size !== 1) ? [axis] : [],
  );
  if (repeated.length === 0) return gradient;
  const onlyLead = repeated.length === lead;
  const sum = reduceSum(gradient, repeated, !onlyLead);
  return onlyLead || lead === 0 ? sum : reshape(sum, shape);
}
