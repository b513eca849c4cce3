import { describe, expect, it } from 'vitest';
import { checkGoldens, type GoldenCase, type GoldenSubject, quickCases } from './goldens.ts';

const cases: GoldenCase[] = Array.from({ length: 70 }, (_, index) => ({
  texts: [`sentence ${index}`],
  padTo: null,
  ids: [[101, index, 102]],
  logits: { investor: [[index, 0, -index]] },
}));

/** Answers as the goldens say, plus an error on the first logit of each row. */
function subject(error: number, wrongId = false): GoldenSubject {
  return {
    encode: (text) => [101, Number(text.split(' ')[1]) + (wrongId ? 1 : 0), 102],
    run: async (ids) =>
      new Map([['investor', ids.map((row) => new Float32Array([(row[1] ?? 0) + error, 0, -(row[1] ?? 0)]))]]),
  };
}

describe('checkGoldens', () => {
  it('reports the largest difference of a model that agrees', async () => {
    expect(await checkGoldens(cases, 0.01, subject(0.005))).toBeCloseTo(0.005, 4);
  });

  it.each([
    ['logits beyond the tolerance', subject(0.02)],
    ['logits that are not numbers', subject(Number.NaN)],
    ['other token ids', subject(0, true)],
    ['a missing head', { ...subject(0), run: async () => new Map() }],
  ])('refuses %s', async (_, wrong) => {
    await expect(checkGoldens(cases, 0.01, wrong)).rejects.toMatchObject({ name: 'GoldenMismatchError' });
  });
});

describe('quickCases', () => {
  it('mixes a few texts of all cases into one batch, each with its own answer', () => {
    const [quick, ...others] = quickCases({ format: 1, tolerance: 0.01, cases });
    expect(others).toEqual([]);
    expect(quick?.texts.length).toBe(8);
    quick?.texts.forEach((text, row) => {
      expect(quick.logits['investor']?.[row]?.[0]).toBe(Number(text.split(' ')[1]));
    });
  });
});
