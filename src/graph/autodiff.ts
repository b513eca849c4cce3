import type { FloatTensor, Node, Tensor } from './builder.ts';
import { GraphError } from './errors.ts';
import { add, scalar } from './ops.ts';
import { RULES } from './rules/index.ts';
import { isFloat } from './rules/rule.ts';

/** Every tensor that a change of one of `sources` can reach. */
function dependants(sources: readonly FloatTensor[], nodes: readonly Node[]): ReadonlySet<Tensor> {
  const reached = new Set<Tensor>(sources);
  for (const node of nodes) {
    if (node.inputs.some((input) => input !== undefined && reached.has(input))) {
      for (const output of node.outputs) if (isFloat(output)) reached.add(output);
    }
  }
  return reached;
}

/** Contributions to the gradient of each tensor, summed in the order in which they arrive. */
class Gradients {
  readonly #sums = new Map<Tensor, FloatTensor>();

  add(tensor: Tensor, contribution: FloatTensor): void {
    const known = this.#sums.get(tensor);
    this.#sums.set(tensor, known === undefined ? contribution : add(known, contribution));
  }

  of(tensor: Tensor): FloatTensor | undefined {
    return this.#sums.get(tensor);
  }
}

/**
 * Reverse-mode differentiation: appends the nodes that compute d loss / d source for every source.
 *
 * Nodes are visited against the order of construction. A rule gives one closure an input, and only those
 * are called whose input depends on a source, so that frozen weights cost nothing.
 *
 * @param loss a scalar
 * @returns gradients in the order and shapes of `sources`
 * @throws GraphError where an operator on the way has no rule or a source does not reach the loss.
 */
export function gradients(loss: FloatTensor, sources: readonly FloatTensor[]): readonly FloatTensor[] {
  if (loss.shape.length !== 0) throw new GraphError('Only a scalar can be differentiated.');
  const forward = [...loss.graph.nodes];
  const relevant = dependants(sources, forward);
  const sums = new Gradients();
  sums.add(loss, scalar(loss.graph, 1));
  for (const node of forward.reverse()) {
    const incoming = node.outputs.map((output) => sums.of(output));
    if (incoming.every((gradient) => gradient === undefined)) continue;
    if (!node.inputs.some((input) => input !== undefined && relevant.has(input))) continue;
    const rule = RULES[node.op];
    if (rule === undefined) throw new GraphError(`${node.op} cannot be differentiated.`);
    const closures = rule({ node, incoming });
    node.inputs.forEach((input, i) => {
      const closure = closures[i];
      if (input === undefined || closure === undefined || !relevant.has(input)) return;
      sums.add(input, closure());
    });
  }
  return sources.map((source) => {
    const gradient = sums.of(source);
    if (gradient === undefined) throw new GraphError(`The loss does not depend on ${source.name}.`);
    return gradient;
  });
}
