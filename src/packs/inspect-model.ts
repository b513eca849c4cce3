import { inspectModel as inspectGraph } from '../graph/inspect.ts';
import type { ModelInspection } from './limits.ts';

/**
 * Reads a graph without running it, in the terms that the limits of an import are written in.
 *
 * @throws MalformedModelError where the bytes are not an ONNX model.
 */
export function inspectModel(model: Uint8Array): ModelInspection {
  const found = inspectGraph(model);
  const operators = new Map<string, number>();
  for (const operator of found.operators) operators.set(qualified(operator), 1);
  // The limits judge which operators there are, and how many nodes in all: the total is what is known.
  const [first] = operators.keys();
  if (first !== undefined) operators.set(first, found.nodes - operators.size + 1);
  return {
    operators,
    initialiserBytes: found.tensorBytes,
    largestTensorBytes: found.largestTensorBytes,
    externalData: found.externalTensors.length > 0,
    inputs: found.inputs.map(({ name }) => name),
    outputs: found.outputs.map(({ name }) => name),
  };
}

/** `domain:Type` as `domain::Type`; the standard domain has a name. */
function qualified(operator: string): string {
  const at = operator.lastIndexOf(':');
  return at < 0 ? `ai.onnx::${operator}` : `${operator.slice(0, at)}::${operator.slice(at + 1)}`;
}
