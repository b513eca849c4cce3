import * as ortNode from 'onnxruntime-node';
import * as ortWeb from 'onnxruntime-web/wasm';
import { describe, expect, it } from 'vitest';
import { Graph } from './builder.ts';
import { scaledMatMulInteger } from './fused.ts';
import { GROUP, MAX_WEIGHT, quantiseLinear, quantiseRows } from './quantise.ts';
import { serialise } from './serialise.ts';
import { float32, tensorData } from './tensor-data.ts';
import { largestDifference, noise, open } from './testing.ts';

const runtimes = { node: ortNode, wasm: ortWeb };
ortWeb.env.wasm.numThreads = 1;

const INT16 = { low: -32_768, high: 32_767 };

/** A weight with the shapes that quantisation has to survive: Gaussian-like, with outliers and zeros. */
function matrix(out: number, into: number) {
  const values = noise(out * into, 3).map((value, i) => value ** 3 * (i % 97 === 0 ? 4 : 1));
  values.fill(0, 0, into);
  values.fill(0.5, into, 2 * into);
  return float32([out, into], values);
}

describe('quantiseLinear', () => {
  const into = 48;
  const out = 40;
  const source = matrix(out, into);
  const { weight, scales } = quantiseLinear(source);
  const at = (feature: number, i: number) => weight.data[i * out + feature] ?? Number.NaN;

  it('cannot saturate the int16 sums of processors without VNNI, whatever the activations', () => {
    for (let feature = 0; feature < out; feature++) {
      for (let start = 0; start < into; start += GROUP) {
        for (let i = start; i < start + GROUP; i++) {
          for (let j = i + 1; j < start + GROUP; j++) {
            const pair = [at(feature, i), at(feature, j)];
            // The worst activations: 255 where the weight has the sign in question, 0 elsewhere.
            const high = pair.reduce((sum, w) => sum + 255 * Math.max(w, 0), 0);
            const low = pair.reduce((sum, w) => sum + 255 * Math.min(w, 0), 0);
            expect(high).toBeLessThanOrEqual(INT16.high);
            expect(low).toBeGreaterThanOrEqual(INT16.low);
          }
        }
      }
    }
    // The guard is needed: plain rounding to ±127 overflows in this very matrix.
    expect(255 * 2 * MAX_WEIGHT).toBeGreaterThan(INT16.high);
  });

  it('is finer than seven bits, and every feature of equal weights is exact', () => {
    let seven = 0;
    let ours = 0;
    for (let feature = 2; feature < out; feature++) {
      const row = source.data.subarray(feature * into, (feature + 1) * into);
      const step = Math.max(...row.map(Math.abs)) / 63;
      row.forEach((value, i) => {
        seven += (value - Math.round(value / step) * step) ** 2;
        ours += (value - at(feature, i) * (scales.data[feature] ?? 0)) ** 2;
      });
    }
    expect(ours).toBeLessThan(0.7 * seven);
    for (let i = 0; i < into; i++) {
      expect(at(0, i)).toBe(0);
      expect(at(1, i) * (scales.data[1] ?? 0)).toBeCloseTo(0.5, 2);
    }
  });

  it.each(['node', 'wasm'] as const)('multiplies exactly on %s', async (runtime) => {
    const rows = 5;
    const graph = new Graph();
    const x = graph.input('x', 'uint8', [rows, into]);
    const ones = float32([out], new Float32Array(out).fill(1));
    graph.output('y', scaledMatMulInteger(x, graph.constant('w', weight), graph.constant('s', ones)));
    const activations = Uint8Array.from(noise(rows * into, 9), (value) => (value > 0 ? 255 : 0));
    const run = await open(serialise(graph), runtimes[runtime]);
    const { y = [] } = await run({ x: tensorData('uint8', [rows, into], activations) });
    const expected = Array.from({ length: rows * out }, (_, i) => {
      const [r, feature] = [Math.floor(i / out), i % out];
      let sum = 0;
      for (let k = 0; k < into; k++) sum += (activations[r * into + k] ?? 0) * at(feature, k);
      return sum;
    });
    expect(largestDifference(y, expected)).toBe(0);
  });
});

describe('quantiseRows', () => {
  it('stays within half a step of every value', () => {
    const source = matrix(6, 20);
    const { quantised, scales } = quantiseRows(source);
    source.data.forEach((value, i) => {
      const scale = scales.data[Math.floor(i / 20)] ?? 0;
      expect(Math.abs(value - (quantised.data[i] ?? 0) * scale)).toBeLessThanOrEqual(scale / 2 + 1e-6);
    });
  });
});
