import { create, toBinary } from '@bufbuild/protobuf';
import { describe, expect, it } from 'vitest';
import { ModelProtoSchema } from '../graph/onnx_pb.ts';
import { inspectModel } from './inspect-model.ts';
import { checkModel, MODEL_LIMITS } from './limits.ts';

const pack = {
  heads: [
    {
      id: 'investor',
      title: 'Investor',
      description: 'x',
      output: 'logits',
      labels: ['negative', 'positive'],
      temperature: 1,
    },
  ],
};

function modelOf(operators: readonly (readonly [domain: string, opType: string])[], output = 'logits') {
  const node = operators.map(([domain, opType], i) => ({ domain, opType, input: ['x'], output: [`n${i}`] }));
  const graph = { node, input: [{ name: 'x' }], output: [{ name: output }] };
  return toBinary(ModelProtoSchema, create(ModelProtoSchema, { irVersion: 10n, graph }));
}

describe('the limits of an import, on real bytes', () => {
  it('let a text model through', () => {
    const bytes = modelOf([
      ['', 'MatMul'],
      ['', 'MatMul'],
      ['com.microsoft', 'Attention'],
    ]);
    expect(() => checkModel(inspectModel(bytes), pack)).not.toThrow();
  });

  it('refuse an operator that a text model does not need, in any domain', () => {
    expect(() => checkModel(inspectModel(modelOf([['', 'Loop']])), pack)).toThrow(/Loop/);
    expect(() => checkModel(inspectModel(modelOf([['evil', 'MatMul']])), pack)).toThrow(/evil::MatMul/);
  });

  it('count every node, and ask for every output', () => {
    const many = Array.from({ length: MODEL_LIMITS.nodes + 1 }, () => ['', 'Add'] as const);
    expect(() => checkModel(inspectModel(modelOf(many)), pack)).toThrow(/operators/);
    expect(() => checkModel(inspectModel(modelOf([['', 'Add']], 'other')), pack)).toThrow(/logits/);
  });
});
