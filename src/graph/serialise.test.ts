import { describe, expect, it } from 'vitest';
import { Graph } from './builder.ts';
import { inspectModel } from './inspect.ts';
import { add, gemm, matMul, mul, reduceSum, scalar } from './ops.ts';
import { reshape } from './reshape.ts';
import { serialise } from './serialise.ts';
import { float32 } from './tensor-data.ts';
import { open } from './testing.ts';

describe('serialise', () => {
  it('keeps what an output needs and drops the rest', () => {
    const graph = new Graph();
    const x = graph.input('x', 'float32', ['n']);
    const unused = mul(x, graph.constant('big', float32([1000, 1], new Float32Array(1000))));
    reduceSum(unused, [0, 1]);
    graph.output('y', add(x, scalar(graph, 1)));
    const { operators, tensorBytes, outputs } = inspectModel(serialise(graph));
    expect(operators).toEqual(['Add']);
    expect(tensorBytes).toBe(4);
    expect(outputs).toEqual([{ name: 'y', elementCode: 1, shape: ['n'] }]);
  });

  it('names outputs as asked, also an input, a constant, and one value twice', async () => {
    const graph = new Graph();
    const x = graph.input('x', 'float32', [2]);
    const sum = add(x, x);
    graph.output('twice', sum);
    graph.output('again', sum);
    graph.output('through', x);
    graph.output('fixed', graph.constant('c', float32([1], [7])));
    graph.output('further', mul(sum, sum));
    const out = await (await open(serialise(graph)))({ x: float32([2], [1, 2]) });
    expect(out).toEqual({
      twice: Float32Array.of(2, 4),
      again: Float32Array.of(2, 4),
      through: Float32Array.of(1, 2),
      fixed: Float32Array.of(7),
      further: Float32Array.of(4, 16),
    });
  });

  it('reshapes to sizes that are only known when it runs', async () => {
    const graph = new Graph();
    const x = graph.input('x', 'float32', ['batch', 'length', 4]);
    const flat = reshape(x, ['batch*length', 4]);
    const back = reshape(flat, ['batch', 'length', 2, 2]);
    graph.output('y', reduceSum(back, [1, 3]));
    const run = await open(serialise(graph));
    const data = Float32Array.from({ length: 24 }, (_, i) => i);
    expect((await run({ x: float32([2, 3, 4], data) }))['y']).toEqual(Float32Array.of(27, 39, 99, 111));
    expect((await run({ x: float32([3, 2, 4], data) }))['y']).toEqual(
      Float32Array.of(10, 18, 42, 50, 74, 82),
    );
  });

  it('is the same bytes for the same graph', () => {
    const make = () => {
      const graph = new Graph();
      graph.output('y', add(graph.input('x', 'float32', [2]), scalar(graph, 3)));
      return serialise(graph, { metadata: { card: 'ours' } });
    };
    expect(make()).toEqual(make());
    expect(inspectModel(make()).metadata.get('card')).toBe('ours');
  });
});

describe('a graph', () => {
  it.each([
    [
      'shapes that do not fit',
      (g: Graph) => matMul(g.input('a', 'float32', [2, 3]), g.input('b', 'float32', [2, 3])),
    ],
    ['names that differ', (g: Graph) => add(g.input('a', 'float32', ['n']), g.input('b', 'float32', ['m']))],
    [
      'a bias that does not fit',
      (g: Graph) =>
        gemm(g.input('a', 'float32', [2, 3]), g.input('b', 'float32', [3, 2]), g.input('c', 'float32', [3])),
    ],
    ['a name twice', (g: Graph) => [g.input('a', 'float32', []), g.input('a', 'float32', [])]],
    [
      "another graph's tensor",
      (g: Graph) => add(g.input('a', 'float32', []), new Graph().input('a', 'float32', [])),
    ],
    ['no outputs', (g: Graph) => serialise(g)],
  ])('refuses %s', (_, build) => {
    expect(() => build(new Graph())).toThrow(expect.objectContaining({ name: 'GraphError' }));
  });
});
