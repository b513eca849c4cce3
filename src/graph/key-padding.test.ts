import * as ortNode from 'onnxruntime-node';
import * as ortWeb from 'onnxruntime-web/wasm';
import { expect, it } from 'vitest';
import { Graph } from './builder.ts';
import { multiHeadAttention } from './fused.ts';
import { KeyPadding } from './key-padding.ts';
import { serialise } from './serialise.ts';
import { float32, tensorData } from './tensor-data.ts';
import { noise, open } from './testing.ts';

const runtimes = { node: ortNode, wasm: ortWeb };
ortWeb.env.wasm.numThreads = 1;

const HIDDEN = 32;

function attention(): Uint8Array {
  const graph = new Graph();
  const mask = graph.input('mask', 'int32', ['batch', 'length']);
  const x = graph.input('x', 'float32', ['batch', 'length', HIDDEN]);
  const keys = new KeyPadding(mask);
  const key = keys.pad(x);
  graph.output('y', multiHeadAttention({ query: x, key, value: key }, undefined, keys.mask, 4));
  return serialise(graph);
}

/** The first `length` rows of a text in a window of `columns`. */
function text(length: number, columns: number) {
  const x = new Float32Array(columns * HIDDEN);
  x.set(noise(length * HIDDEN, 11).map((value) => value * 2));
  const mask = Int32Array.from({ length: columns }, (_, i) => (i < length ? 1 : 0));
  return { x: float32([1, columns, HIDDEN], x), mask: tensorData('int32', [1, columns], mask) };
}

it.each(['node', 'wasm'] as const)(
  'makes attention on %s the same to the last bit under any padding',
  async (name) => {
    const run = await open(attention(), runtimes[name]);
    for (const length of [1, 2, 5, 6, 7, 13, 29, 30, 31, 61]) {
      const { y: alone } = await run(text(length, length));
      for (const columns of [length + 1, length + 2, length + 3, 64, 127]) {
        const { y: wide } = await run(text(length, columns));
        expect(wide?.subarray(0, length * HIDDEN)).toEqual(alone);
      }
    }
  },
);
