import { describe, expect, it } from 'vitest';
import { gradients } from './autodiff.ts';
import { type FloatTensor, Graph } from './builder.ts';
import {
  add,
  div,
  expand,
  gelu,
  gemm,
  matMul,
  mul,
  reduceMean,
  reduceSum,
  scalar,
  scatterElements,
  softmax,
  sqrt,
  transpose,
} from './ops.ts';
import { reshape } from './reshape.ts';
import { serialise } from './serialise.ts';
import { float32, int64 } from './tensor-data.ts';
import { noise, open } from './testing.ts';

// What DESIGN.md promises to later work: the builder can express these, and differentiate the first two.

const HIDDEN = 12;
const parameter = (graph: Graph, name: string, shape: readonly number[]): FloatTensor =>
  graph.input(name, 'float32', shape);

describe('a decoder layer', () => {
  it('normalises by the root mean square and shares keys among groups of heads', async () => {
    const [heads, groups, size] = [6, 2, 2];
    const graph = new Graph();
    const x = graph.input('x', 'float32', ['batch', 'length', HIDDEN]);
    const rows = reshape(x, ['batch*length', HIDDEN]);
    const square = reduceMean(mul(rows, rows), [1], true);
    const gain = parameter(graph, 'gain', [HIDDEN]);
    const normed = mul(div(rows, sqrt(add(square, scalar(graph, 1e-5)))), gain);
    const project = (name: string, count: number): FloatTensor => {
      const y = gemm(normed, parameter(graph, name, [count * size, HIDDEN]), undefined, { transB: true });
      return reshape(y, ['batch', 'length', count, size]);
    };
    // [batch, length, groups × share, size] → [batch, groups, share × length, size]
    const share = heads / groups;
    const split = reshape(project('query', heads), ['batch', 'length', groups, share, size]);
    const query = reshape(transpose(split, [0, 2, 3, 1, 4]), ['batch', groups, `length*${share}`, size]);
    const key = transpose(project('key', groups), [0, 2, 3, 1]);
    const value = transpose(project('value', groups), [0, 2, 1, 3]);
    const context = matMul(softmax(matMul(query, key)), value);
    expect(context.shape).toEqual(['batch', groups, 'length*3', size]);
    const whole = reshape(context, ['batch', groups, share, 'length', size]);
    const back = reshape(transpose(whole, [0, 3, 1, 2, 4]), ['batch*length', HIDDEN]);
    const loss = reduceSum(mul(back, back), [0, 1]);
    const [gradient] = gradients(loss, [gain]);
    graph.output('gradient', gradient ?? loss);
    const out = await (await open(serialise(graph)))({
      x: float32([2, 5, HIDDEN], noise(120)),
      gain: float32([HIDDEN], noise(HIDDEN, 2)),
      query: float32([heads * size, HIDDEN], noise(144, 3)),
      key: float32([groups * size, HIDDEN], noise(48, 4)),
      value: float32([groups * size, HIDDEN], noise(48, 5)),
    });
    expect(out['gradient']).toHaveLength(HIDDEN);
  });
});

describe('a bottleneck adapter', () => {
  it('goes behind a linear map and has gradients of its own shapes', () => {
    const graph = new Graph();
    const x = graph.input('x', 'float32', ['batch*length', HIDDEN]);
    const down = parameter(graph, 'output.dense.adapter_down', [3, HIDDEN]);
    const up = parameter(graph, 'output.dense.adapter_up', [HIDDEN, 3]);
    const adapted = add(
      x,
      gemm(gelu(gemm(x, down, undefined, { transB: true })), up, undefined, { transB: true }),
    );
    expect(adapted.shape).toEqual(x.shape);
    const found = gradients(reduceSum(mul(adapted, adapted), [0, 1]), [down, up]);
    expect(found.map(({ shape }) => shape)).toEqual([down.shape, up.shape]);
  });
});

describe('a decoding step', () => {
  it('carries a cache whose shape does not change', async () => {
    const [groups, window, size] = [2, 4, 3];
    const graph = new Graph();
    const cache = graph.input('cache', 'float32', ['batch', groups, window, size]);
    const position = graph.input('position', 'int64', [1]);
    const key = graph.input('key', 'float32', ['batch', groups, 1, size]);
    const index = expand(reshape(position, [1, 1, 1, 1]), key.shape);
    const next = scatterElements(cache, index, key, 2);
    expect(next.shape).toEqual(cache.shape);
    graph.output('next', next);
    const out = await (await open(serialise(graph)))({
      cache: float32([1, groups, window, size], new Float32Array(24)),
      position: int64([1], [2]),
      key: float32([1, groups, 1, size], [1, 2, 3, 4, 5, 6]),
    });
    expect(Array.from(out['next'] ?? []).flatMap((value, i) => (value === 0 ? [] : [i]))).toEqual([
      6, 7, 8, 18, 19, 20,
    ]);
  });
});
