import { describe, expect, it } from 'vitest';
import { gradients } from '../autodiff.ts';
import { type FloatTensor, Graph, type Shape } from '../builder.ts';
import {
  add,
  div,
  erf,
  exp,
  expand,
  gather,
  gatherElements,
  gelu,
  gemm,
  layerNorm,
  log,
  logSoftmax,
  matMul,
  mul,
  neg,
  reduceMean,
  reduceSum,
  softmax,
  sqrt,
  sub,
  tanh,
  transpose,
} from '../ops.ts';
import { reshape } from '../reshape.ts';
import { serialise } from '../serialise.ts';
import { float32, int64, type TensorData } from '../tensor-data.ts';
import { noise, open } from '../testing.ts';
import { RULES } from './index.ts';

interface Case {
  readonly op: string;
  readonly title: string;
  readonly inputs: readonly (readonly number[])[];
  readonly build: (...inputs: FloatTensor[]) => FloatTensor;
  /** Moves inputs away from where the operator is not defined. */
  readonly offset?: number;
}

const tooFew = (): never => {
  throw new Error('The case lacks an input.');
};
const unary = (op: string, build: (x: FloatTensor) => FloatTensor, offset = 0): Case => ({
  op,
  title: 'element-wise',
  inputs: [[2, 3]],
  build: (x = tooFew()) => build(x),
  offset,
});
const binary = (
  op: string,
  title: string,
  inputs: readonly [readonly number[], readonly number[]],
  build: (a: FloatTensor, b: FloatTensor) => FloatTensor,
  offset = 0,
): Case => ({ op, title, inputs, build: (a = tooFew(), b = tooFew()) => build(a, b), offset });

const index = (x: FloatTensor, shape: readonly number[], values: readonly number[]) =>
  x.graph.literal(int64(shape, values));

const slice = (x: FloatTensor): FloatTensor => {
  const [start, end, axis] = [1, 3, 1].map((value) => index(x, [1], [value]));
  return x.graph.apply('Slice', [x, start, end, axis], { type: 'float32', shape: [2, 2, 3] });
};

const CASES: readonly Case[] = [
  binary(
    'Add',
    'same shapes',
    [
      [2, 3],
      [2, 3],
    ],
    add,
  ),
  binary('Add', 'broadcast', [[2, 3], [3]], add),
  binary(
    'Sub',
    'broadcast both ways',
    [
      [2, 1],
      [1, 3],
    ],
    sub,
  ),
  binary(
    'Mul',
    'broadcast in the middle',
    [
      [2, 4, 3],
      [2, 1, 3],
    ],
    mul,
  ),
  binary('Mul', 'of a tensor with itself', [[2, 3], [1]], (a) => mul(a, a)),
  binary(
    'Div',
    'broadcast',
    [
      [2, 3],
      [2, 1],
    ],
    div,
    2,
  ),
  unary('Neg', neg),
  unary('Exp', exp),
  unary('Log', log, 2),
  unary('Sqrt', sqrt, 2),
  unary('Tanh', tanh),
  unary('Erf', erf),
  unary('Gelu', gelu),
  binary(
    'MatMul',
    'batched',
    [
      [2, 3, 4],
      [2, 4, 5],
    ],
    matMul,
  ),
  binary(
    'MatMul',
    'one factor for all batches',
    [
      [2, 3, 4],
      [4, 5],
    ],
    matMul,
  ),
  ...[false, true].flatMap((transA) =>
    [false, true].map(
      (transB): Case => ({
        op: 'Gemm',
        title: `transA ${transA}, transB ${transB}`,
        inputs: [transA ? [4, 3] : [3, 4], transB ? [5, 4] : [4, 5], [5]],
        build: (a = tooFew(), b = tooFew(), c = tooFew()) =>
          gemm(a, b, c, { transA, transB, alpha: 0.5, beta: 1.5 }),
      }),
    ),
  ),
  unary('Transpose', (x) => transpose(reshape(x, [1, 2, 3]), [2, 0, 1])),
  unary('Reshape', (x) => reshape(x, [3, 2])),
  unary('ReduceSum', (x) => reduceSum(x, [0])),
  unary('ReduceSum', (x) => reduceSum(x, [-1], true)),
  unary('ReduceMean', (x) => reduceMean(x, [1])),
  unary('Softmax', softmax),
  unary('LogSoftmax', logSoftmax),
  {
    op: 'LayerNormalization',
    title: 'x, gain and bias',
    inputs: [[4, 5], [5], [5]],
    build: (x = tooFew(), gain = tooFew(), bias = tooFew()) => layerNorm(x, gain, bias, 1e-5).output,
  },
  binary('Gather', 'with repeated rows', [[4, 3], [1]], (x) =>
    gather(x, index(x, [2, 3], [0, 3, 3, 1, 3, 0])),
  ),
  binary('GatherElements', 'one a row', [[4, 3], [1]], (x) =>
    gatherElements(x, index(x, [4, 1], [2, 0, 0, 1]), 1),
  ),
  binary('Slice', 'a range in the middle', [[2, 4, 3], [1]], slice),
];

/** Σ weights × f(inputs): a scalar whose gradient meets every element of f differently. */
function lossOf(graph: Graph, { inputs, build }: Case): { loss: FloatTensor; sources: FloatTensor[] } {
  const sources = inputs.map((shape, i) => graph.input(`x${i}`, 'float32', shape));
  const result = build(...sources);
  const count = result.shape.reduce<number>((product, size) => product * Number(size), 1);
  const flat = reshape(result, [count]);
  const loss = reduceSum(mul(flat, graph.literal(float32([count], noise(count, 77)))), [0]);
  return { loss, sources };
}

const valuesOf = ({ inputs, offset = 0 }: Case): Record<string, TensorData<'float32'>> =>
  Object.fromEntries(
    inputs.map((shape, i) => {
      const count = shape.reduce((product, size) => product * size, 1);
      return [
        `x${i}`,
        float32(
          shape,
          noise(count, i + 1).map((value) => value + offset),
        ),
      ];
    }),
  );

describe('a rule gives the slope that finite differences give', () => {
  it.each(CASES.map((item) => [`${item.op}, ${item.title}`, item] as const))('%s', async (_, item) => {
    const graph = new Graph();
    const { loss, sources } = lossOf(graph, item);
    const used = sources.filter((_source, i) => item.inputs[i]?.join() !== '1');
    gradients(loss, used).forEach((gradient, i) => {
      graph.output(`d.${used[i]?.name}`, gradient);
      expect(gradient.shape).toEqual(used[i]?.shape);
    });
    graph.output('loss', loss);
    const run = await open(serialise(graph));
    const values = valuesOf(item);
    const analytic = await run(values);
    const step = 2 ** -6;
    for (const { name } of used) {
      const tensor = values[name] ?? float32([], [0]);
      for (let i = 0; i < tensor.data.length; i++) {
        const at = async (change: number): Promise<number> => {
          const data = tensor.data.map((value, j) => (i === j ? value + change : value));
          return (await run({ ...values, [name]: float32(tensor.shape, data) }))['loss']?.[0] ?? Number.NaN;
        };
        // Fourth order, so that the step can be large beside the noise of single precision.
        const [a, b, c, d] = [await at(-2 * step), await at(-step), await at(step), await at(2 * step)];
        const slope = (a - 8 * b + 8 * c - d) / (12 * step);
        expect(analytic[`d.${name}`]?.[i]).toBeCloseTo(slope, 3);
      }
    }
  });

  it('for every operator that has one', () => {
    expect([...new Set(CASES.map(({ op }) => op))].sort()).toEqual(Object.keys(RULES).sort());
  });
});

describe('gradients', () => {
  it('cost nothing for what is frozen', () => {
    const graph = new Graph();
    const x = graph.input('x', 'float32', [2, 3]);
    const frozen = graph.constant('w', float32([3, 3], noise(9)));
    const bias = graph.input('b', 'float32', [3]);
    const loss = reduceSum(gemm(gemm(x, frozen), frozen, bias), [0, 1]);
    gradients(loss, [bias]);
    expect(graph.nodes.filter(({ op }) => op === 'Gemm')).toHaveLength(2);
  });

  it.each([
    ['a vector', (x: FloatTensor) => gradients(x, [x])],
    ['an operator without rule', (x: FloatTensor) => gradients(reduceSum(round(x), [0]), [x])],
    ['a source that does not matter', (x: FloatTensor) => gradients(reduceSum(x, [0]), [other(x, [2])])],
  ])('refuse %s', (_, build) => {
    const x = new Graph().input('x', 'float32', [2]);
    expect(() => build(x)).toThrow(expect.objectContaining({ name: 'GraphError' }));
  });
});

const round = (x: FloatTensor): FloatTensor =>
  x.graph.apply('Round', [x], { type: 'float32', shape: x.shape });
const other = (x: FloatTensor, shape: Shape): FloatTensor => x.graph.input('other', 'float32', shape);

it('broadcasts a reduced gradient over axes known only when it runs', async () => {
  const graph = new Graph();
  const x = graph.input('x', 'float32', ['batch', 'length', 2]);
  const loss = reduceSum(
    mul(reduceSum(x, [1]), expand(x.graph.literal(float32([1], [3])), ['batch', 2])),
    [0, 1],
  );
  graph.output('d', gradients(loss, [x])[0] ?? tooFew());
  const { d } = await (await open(serialise(graph)))({ x: float32([2, 3, 2], noise(12)) });
  expect(d).toEqual(new Float32Array(12).fill(3));
});
