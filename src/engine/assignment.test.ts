import { describe, expect, it } from 'vitest';
import { assignedShare, readAssignment } from './assignment.ts';

/** Lines as ONNX Runtime 1.30 writes them, with colours and dates. */
const line = (message: string) =>
  `\x1b[0m2026-11-27 11:50:01.005129 [V:onnxruntime:, session_state.cc:1385 VerifyEachNodeIsAssignedToAnEp] ${message}`;

const MIXED = [
  '2026-11-27 11:50:01 [I:onnxruntime:, graph_transformer.cc:15 Apply] GraphTransformer MatMul (x) modified: 0',
  line('Node placements'),
  line(' Node(s) placed on [CPUExecutionProvider]. Number of nodes: 3'),
  line('  Shape (Shape_4)'),
  line('  MatMul (MatMul_9)'),
  line('  Shape (Shape_11)'),
  line(' Node(s) placed on [WebGpuExecutionProvider]. Number of nodes: 4'),
  line('  Gemm (Gemm_1)'),
  line('  MatMul (/layer.0/MatMul)'),
  line('  Softmax (Softmax_2)'),
  line('  MultiHeadAttention (MultiHeadAttention_3)'),
];

describe('the report of a session', () => {
  it('tells products on the graphics processor from those elsewhere', () => {
    const assignment = readAssignment(MIXED);
    expect(assignment).toEqual({ heavy: 4, onWebgpu: 3, elsewhere: ['MatMul ×1', 'Shape ×2'] });
    if (assignment !== undefined) expect(assignedShare(assignment)).toBe(0.75);
  });

  it('that names one provider for everything counts all nodes', () => {
    const all = (provider: string) =>
      readAssignment([line(` All nodes placed on [${provider}]. Number of nodes: 12`)]);
    expect(all('WebGpuExecutionProvider')).toEqual({ heavy: 12, onWebgpu: 12, elsewhere: [] });
    expect(all('CPUExecutionProvider')).toEqual({
      heavy: 12,
      onWebgpu: 0,
      elsewhere: ['every operator ×12'],
    });
  });

  it('without placements is no report, and a model without products has no share', () => {
    expect(readAssignment(MIXED.slice(0, 2))).toBeUndefined();
    expect(assignedShare({ heavy: 0, onWebgpu: 0, elsewhere: [] })).toBe(0);
  });
});
