import { create, toBinary } from '@bufbuild/protobuf';
import { describe, expect, it } from 'vitest';
import { buildInferenceModel } from './inference.ts';
import { inspectModel } from './inspect.ts';
import { type GraphProto, GraphProtoSchema, ModelProtoSchema } from './onnx_pb.ts';
import { encoderFixture } from './testing.ts';

const { config, weights } = encoderFixture('bert');
const model = buildInferenceModel({
  config,
  weights,
  precision: 'int8',
  pooling: 'mean',
  heads: [],
  pooledOutput: 'p',
});
const node = { opType: 'Add', input: ['x', 'x'], output: ['y'] };
const bytesOfGraph = (graph: GraphProto) => toBinary(ModelProtoSchema, create(ModelProtoSchema, { graph }));

describe('inspectModel', () => {
  it('lists operators, sizes, inputs and outputs', () => {
    const found = inspectModel(model);
    expect(found.operators).toContain('com.microsoft:MatMulIntegerToFloat');
    expect(found.operators).not.toContain('MatMul');
    expect(found.largestTensorBytes).toBe(config.positions * config.hidden * 4);
    expect(found.tensorBytes).toBeLessThan(model.byteLength);
    expect(found.externalTensors).toEqual([]);
    expect(found.inputs).toEqual([
      { name: 'input_ids', elementCode: 7, shape: ['batch', 'length'] },
      { name: 'attention_mask', elementCode: 7, shape: ['batch', 'length'] },
    ]);
    expect(found.outputs).toEqual([{ name: 'p', elementCode: 1, shape: ['batch', config.hidden] }]);
    expect(found.opsets.get('')).toBe(21);
  });

  it('sees operators in subgraphs and functions, declared sizes and external data', () => {
    const inner = create(GraphProtoSchema, { node: [{ opType: 'Hidden', domain: 'evil' }] });
    const graph = create(GraphProtoSchema, {
      node: [{ opType: 'If', attribute: [{ name: 'then_branch', type: 5, g: inner }] }],
      initializer: [
        { name: 'huge', dataType: 1, dims: [1_000_000n, 1_000_000n] },
        { name: 'away', dataType: 1, dims: [1n], dataLocation: 1 },
      ],
    });
    const model = create(ModelProtoSchema, { graph, functions: [{ name: 'f', node: [{ opType: 'Loop' }] }] });
    const found = inspectModel(toBinary(ModelProtoSchema, model));
    expect(found.operators).toEqual(['If', 'Loop', 'evil:Hidden']);
    expect(found.largestTensorBytes).toBe(4e12);
    expect(found.externalTensors).toEqual(['away']);
  });

  function nested(depth: number): GraphProto {
    const attribute = depth === 0 ? [] : [{ name: 'body', type: 5, g: nested(depth - 1) }];
    return create(GraphProtoSchema, { node: [{ ...node, attribute }] });
  }

  it.each([
    ['nothing', new Uint8Array()],
    ['a page', new TextEncoder().encode('<!doctype html><title>Not found</title>')],
    ['a cut file', model.subarray(0, model.byteLength / 2)],
    ['an empty graph', bytesOfGraph(create(GraphProtoSchema, {}))],
    ['a node without operator', bytesOfGraph(create(GraphProtoSchema, { node: [{ name: 'n' }] }))],
    [
      'a negative size',
      bytesOfGraph(create(GraphProtoSchema, { node: [node], initializer: [{ dims: [-1n] }] })),
    ],
    ['endless nesting', bytesOfGraph(nested(40))],
  ])('refuses %s', (_, bytes) => {
    expect(() => inspectModel(bytes)).toThrow(expect.objectContaining({ name: 'MalformedModelError' }));
  });
});
