import { describe, expect, it } from 'vitest';
import { AdamW } from './optimiser.ts';
import { readSafetensors, writeSafetensors } from './safetensors.ts';
import { learningRate } from './schedule.ts';
import { noise } from './testing.ts';

const tensor = (name: string, shape: readonly number[], seed: number, decay?: number) => {
  const count = shape.reduce((product, size) => product * size, 1);
  return { name, shape, data: noise(count, seed), ...(decay === undefined ? {} : { decay }) };
};

describe('AdamW', () => {
  it('takes the first step by its formula', () => {
    const w = { ...tensor('w', [2], 1), decay: 0.1 };
    const [a = 0, b = 0] = w.data;
    new AdamW([w]).step(new Map([['w', Float32Array.of(0.5, -4)]]), 0.01);
    // After one step the corrected moments are g and g², so the step is the sign of the gradient.
    expect(w.data[0]).toBeCloseTo(a * (1 - 0.001) - 0.01, 7);
    expect(w.data[1]).toBeCloseTo(b * (1 - 0.001) + 0.01, 7);
  });

  it('scales gradients whose common norm is too large', () => {
    const [a, b] = [tensor('a', [2], 1), tensor('a', [2], 1)];
    const clipped = new AdamW([a], { clipNorm: 1, epsilon: 1 });
    const report = clipped.step(new Map([['a', Float32Array.of(3, 4)]]), 0.1);
    expect(report).toEqual({ norm: 5, finite: true });
    new AdamW([b], { epsilon: 1 }).step(new Map([['a', Float32Array.of(0.6, 0.8)]]), 0.1);
    expect(a.data[0]).toBeCloseTo(b.data[0] ?? 0, 6);
  });

  it.each([Number.NaN, Number.POSITIVE_INFINITY])('changes nothing where a gradient is %d', (bad) => {
    const [a, b] = [tensor('a', [2], 1), tensor('b', [2], 2)];
    const before = [a.data.slice(), b.data.slice()];
    const optimiser = new AdamW([a, b]);
    const gradients = new Map([
      ['a', Float32Array.of(1, 1)],
      ['b', Float32Array.of(bad, 1)],
    ]);
    expect(optimiser.step(gradients, 0.1).finite).toBe(false);
    expect([a.data, b.data]).toEqual(before);
    expect(optimiser.steps).toBe(0);
  });

  it('treats rows of a table as it treats the whole table', () => {
    const [sparse, dense] = [tensor('t', [6, 3], 4, 0.1), tensor('t', [6, 3], 4, 0.1)];
    const [one, other] = [new AdamW([sparse], { clipNorm: 0.5 }), new AdamW([dense], { clipNorm: 0.5 })];
    const lookUps = [
      [1, 4, 1],
      [4, 0, 0],
      [2, 2, 2],
      [1, 0, 5],
    ];
    for (const [step, indices] of lookUps.entries()) {
      const rows = noise(9, step + 20);
      const whole = new Float32Array(18);
      indices.forEach((row, lookUp) => {
        for (let i = 0; i < 3; i++)
          whole[row * 3 + i] = (whole[row * 3 + i] ?? 0) + (rows[lookUp * 3 + i] ?? 0);
      });
      one.step(new Map([['t', { rows, indices: indices.map(BigInt) }]]), 0.01);
      other.step(new Map([['t', whole]]), 0.01);
    }
    expect(sparse.data).toEqual(dense.data);
  });

  it('goes on from its stored state as if it had never stopped', () => {
    const gradient = (step: number) => new Map([['t', noise(12, step)]]);
    const [straight, broken] = [tensor('t', [4, 3], 1), tensor('t', [4, 3], 1)];
    const whole = new AdamW([straight]);
    for (let step = 0; step < 6; step++) whole.step(gradient(step), 0.01);
    const first = new AdamW([broken]);
    for (let step = 0; step < 3; step++) first.step(gradient(step), 0.01);
    const file = writeSafetensors(first.state());
    const second = new AdamW([broken]);
    second.restore(readSafetensors(file).tensors);
    for (let step = 3; step < 6; step++) second.step(gradient(step), 0.01);
    expect(broken.data).toEqual(straight.data);
    expect(second.steps).toBe(6);
  });

  it('names what does not fit', () => {
    const optimiser = new AdamW([tensor('t', [4, 3], 1)]);
    const refused = expect.objectContaining({ name: 'GraphError' });
    expect(() => optimiser.step(new Map(), 0.1)).toThrow(refused);
    expect(() => optimiser.step(new Map([['t', new Float32Array(11)]]), 0.1)).toThrow(refused);
    const beyond = { rows: new Float32Array(3), indices: [4] };
    expect(() => optimiser.step(new Map([['t', beyond]]), 0.1)).toThrow(refused);
    expect(() => optimiser.restore(new Map())).toThrow(refused);
  });
});

describe('learningRate', () => {
  const rates = (shape: 'linear' | 'cosine' | 'constant') =>
    Array.from({ length: 7 }, (_, step) => learningRate(step, { peak: 1, warmUp: 2, total: 6, shape }));

  it('rises, then falls along a line, a cosine, or stays', () => {
    expect(rates('linear')).toEqual([0.5, 1, 1, 0.75, 0.5, 0.25, 0]);
    expect(rates('constant')).toEqual([0.5, 1, 1, 1, 1, 1, 1]);
    const cosine = rates('cosine');
    expect(cosine[3]).toBeCloseTo((1 + Math.SQRT1_2) / 2, 12);
    expect(cosine[4]).toBeCloseTo(0.5, 12);
    expect(cosine[6]).toBeCloseTo(0, 12);
  });
});
