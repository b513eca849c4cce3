import type { Assignment } from '../storage/verdicts.ts';

/** Operators that a graphics processor is wanted for. */
const HEAVY: ReadonlySet<string> = new Set([
  'Attention',
  'FusedGemm',
  'FusedMatMul',
  'Gemm',
  'MatMul',
  'MatMulInteger',
  'MatMulIntegerToFloat',
  'MatMulNBits',
  'MultiHeadAttention',
  'QAttention',
]);

const WEBGPU = 'WebGpuExecutionProvider';

/**
 * Reads ONNX Runtime's verbose log of a session's creation: after "Node placements" it names each provider and,
 * one a line, the nodes that it runs. Where one provider runs all of them it gives their number only, and all
 * of them count as heavy here.
 *
 * @returns undefined where the log says nothing about placements.
 */
export function readAssignment(log: readonly string[]): Assignment | undefined {
  const placed = new Map<string, Map<string, number>>();
  let counts: Map<string, number> | undefined;
  for (const line of log) {
    const only = /All nodes placed on \[(\w+)\]\. Number of nodes: (\d+)/.exec(line);
    if (only !== null) return assignmentOfAll(only[1] === WEBGPU, Number(only[2]));
    const provider = /Node\(s\) placed on \[(\w+)\]/.exec(line)?.[1];
    if (provider !== undefined) {
      counts = placed.get(provider) ?? new Map();
      placed.set(provider, counts);
      continue;
    }
    const operator = /VerifyEachNodeIsAssignedToAnEp\]\s+(\w+) \(/.exec(line)?.[1];
    if (operator !== undefined) counts?.set(operator, (counts.get(operator) ?? 0) + 1);
  }
  return placed.size === 0 ? undefined : assignmentOf(placed);
}

function assignmentOfAll(webgpu: boolean, nodes: number): Assignment {
  return {
    heavy: nodes,
    onWebgpu: webgpu ? nodes : 0,
    elsewhere: webgpu ? [] : [`every operator ×${nodes}`],
  };
}

function assignmentOf(placed: ReadonlyMap<string, ReadonlyMap<string, number>>): Assignment {
  let heavy = 0;
  let onWebgpu = 0;
  const elsewhere: string[] = [];
  for (const [provider, counts] of placed) {
    for (const [operator, count] of counts) {
      if (HEAVY.has(operator)) heavy += count;
      if (HEAVY.has(operator) && provider === WEBGPU) onWebgpu += count;
      if (provider !== WEBGPU) elsewhere.push(`${operator} ×${count}`);
    }
  }
  return { heavy, onWebgpu, elsewhere: elsewhere.sort() };
}

/** Part of the heavy nodes that the WebGPU provider runs; 0 where there are none. */
export function assignedShare({ heavy, onWebgpu }: Assignment): number {
  return heavy === 0 ? 0 : onWebgpu / heavy;
}
