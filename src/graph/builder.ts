import { GraphError } from './errors.ts';
import { type ElementType, elementCount, type TensorData } from './tensor-data.ts';

/** A size: a number where it is known, a name where it is only known when the model runs. */
export type Dim = number | string;
export type Shape = readonly Dim[];

export type Attribute =
  | { readonly kind: 'int'; readonly value: number }
  | { readonly kind: 'float'; readonly value: number }
  | { readonly kind: 'string'; readonly value: string }
  | { readonly kind: 'ints'; readonly value: readonly number[] };

export const int = (value: number): Attribute => ({ kind: 'int', value });
export const float = (value: number): Attribute => ({ kind: 'float', value });
export const text = (value: string): Attribute => ({ kind: 'string', value });
export const ints = (value: readonly number[]): Attribute => ({ kind: 'ints', value });

export interface NodeOptions {
  readonly domain?: string;
  readonly attributes?: Readonly<Record<string, Attribute>>;
}

/** One operator applied to tensors. `index` is its place in the order of construction, which is topological. */
export interface Node {
  readonly index: number;
  readonly op: string;
  readonly domain: string;
  /** An omitted optional input is undefined. */
  readonly inputs: readonly (Tensor | undefined)[];
  readonly outputs: readonly Tensor[];
  readonly attributes: Readonly<Record<string, Attribute>>;
}

/** Where a tensor comes from. */
type Origin =
  | { readonly kind: 'input' }
  | { readonly kind: 'constant'; readonly data: TensorData }
  | { readonly kind: 'node'; readonly node: Node };

/** A typed handle of one value in a graph; its element type is checked by the compiler. */
export interface Tensor<E extends ElementType = ElementType> {
  readonly graph: Graph;
  readonly name: string;
  readonly type: E;
  readonly shape: Shape;
  readonly origin: Origin;
}

export type FloatTensor = Tensor<'float32'>;

/** Element type and shape of an output to be. */
export interface OutputSpec<E extends ElementType = ElementType> {
  readonly type: E;
  readonly shape: Shape;
}

/**
 * A computation under construction: inputs, constants (initialisers), nodes in topological order and
 * named outputs. It knows no operator's meaning: `ops.ts` adds nodes with the right shapes,
 * `autodiff.ts` reads them backwards and `serialise.ts` writes those that an output needs.
 */
export class Graph {
  readonly inputs: Tensor[] = [];
  readonly nodes: Node[] = [];
  readonly outputs = new Map<string, Tensor>();
  readonly #names = new Set<string>();
  readonly #constants = new Map<string, Tensor>();
  #counter = 0;

  /** A value fed at every run. */
  input<E extends ElementType>(name: string, type: E, shape: Shape): Tensor<E> {
    const tensor: Tensor<E> = {
      graph: this,
      name: this.#claim(name),
      type,
      shape,
      origin: { kind: 'input' },
    };
    this.inputs.push(tensor);
    return tensor;
  }

  /** A value stored in the file, by name (a weight). */
  constant<E extends ElementType>(name: string, data: TensorData<E>): Tensor<E> {
    return this.#stored(this.#claim(name), data);
  }

  /** A small unnamed constant; equal ones are stored once. */
  literal<E extends ElementType>(data: TensorData<E>): Tensor<E> {
    const key = `${data.type}[${data.shape.join()}]${data.data.join()}`;
    const known = this.#constants.get(key);
    if (known !== undefined && hasType(known, data.type)) return known;
    const made = this.#stored(this.#fresh('const'), data);
    this.#constants.set(key, made);
    return made;
  }

  /** Appends a node with one output. */
  apply<E extends ElementType>(
    op: string,
    inputs: readonly (Tensor | undefined)[],
    output: OutputSpec<E>,
    options: NodeOptions = {},
  ): Tensor<E> {
    const outputs: Tensor<E>[] = [];
    const node = this.#append(op, inputs, outputs, options);
    const made = this.#product(node, op, output);
    outputs.push(made);
    return made;
  }

  /** Appends a node with several outputs of one element type, returned in the order of `specs`. */
  applyMany<E extends ElementType>(
    op: string,
    inputs: readonly (Tensor | undefined)[],
    specs: readonly OutputSpec<E>[],
    options: NodeOptions = {},
  ): readonly Tensor<E>[] {
    const outputs: Tensor<E>[] = [];
    const node = this.#append(op, inputs, outputs, options);
    for (const spec of specs) outputs.push(this.#product(node, op, spec));
    return outputs;
  }

  /** Makes a tensor a result of the graph. */
  output(name: string, tensor: Tensor): void {
    if (this.outputs.has(name)) throw new GraphError(`The output ${name} exists already.`);
    this.#own(tensor);
    this.outputs.set(name, tensor);
  }

  #append(
    op: string,
    inputs: readonly (Tensor | undefined)[],
    outputs: readonly Tensor[],
    options: NodeOptions,
  ): Node {
    for (const tensor of inputs) if (tensor !== undefined) this.#own(tensor);
    const node: Node = {
      index: this.nodes.length,
      op,
      domain: options.domain ?? '',
      inputs,
      outputs,
      attributes: options.attributes ?? {},
    };
    this.nodes.push(node);
    return node;
  }

  #product<E extends ElementType>(node: Node, op: string, spec: OutputSpec<E>): Tensor<E> {
    const { type, shape } = spec;
    return { graph: this, name: this.#fresh(op), type, shape, origin: { kind: 'node', node } };
  }

  #stored<E extends ElementType>(name: string, data: TensorData<E>): Tensor<E> {
    return { graph: this, name, type: data.type, shape: data.shape, origin: { kind: 'constant', data } };
  }

  #own(tensor: Tensor): void {
    if (tensor.graph !== this) throw new GraphError(`${tensor.name} belongs to another graph.`);
  }

  #claim(name: string): string {
    if (name === '' || this.#names.has(name)) throw new GraphError(`The name "${name}" is taken.`);
    this.#names.add(name);
    return name;
  }

  #fresh(prefix: string): string {
    this.#counter += 1;
    return this.#claim(`${prefix}_${this.#counter}`);
  }
}

function hasType<E extends ElementType>(tensor: Tensor, type: E): tensor is Tensor<E> {
  return tensor.type === type;
}

/** The stored elements of a constant, or undefined for a value that is computed or fed. */
export function constantData(tensor: Tensor): TensorData | undefined {
  return tensor.origin.kind === 'constant' ? tensor.origin.data : undefined;
}

/** Size along an axis that has to be known while building. A negative axis counts from the end. */
export function fixedDim(tensor: Tensor, axis: number): number {
  const size = tensor.shape.at(axis);
  if (typeof size !== 'number') throw new GraphError(`Axis ${axis} of ${tensor.name} has no fixed size.`);
  return size;
}

/** True where every size is known. */
export function isFixed(shape: Shape): shape is readonly number[] {
  return shape.every((size) => typeof size === 'number');
}

/** Elements of a shape whose sizes are all known; undefined otherwise. */
export function fixedCount(shape: Shape): number | undefined {
  return isFixed(shape) ? elementCount(shape) : undefined;
}
