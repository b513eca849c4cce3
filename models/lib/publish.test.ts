import { describe, expect, it } from 'vitest';
import type { Goldens } from '../../src/engine/goldens.ts';
import { requireAgreement } from './publish.ts';

/** 100 golden texts by one head, of which the first `flipped` have another label. */
function goldens(flipped: number): Goldens {
  const rows = Array.from({ length: 100 }, (_, i) => (i < flipped ? [0, 1, 0] : [1, 0, 0]));
  const texts = rows.map((_, i) => `text ${i}`);
  const cases = [{ texts, padTo: null, ids: texts.map(() => [1]), logits: { investor: rows } }];
  return { format: 1, tolerance: 1, cases };
}

describe('two graphs of a pack', () => {
  it('may disagree on one golden label in a hundred', () => {
    expect(() => requireAgreement(goldens(0), goldens(1))).not.toThrow();
  });

  it('may not disagree on two, nor answer different texts', () => {
    expect(() => requireAgreement(goldens(0), goldens(2))).toThrow(/98 of 100/);
    expect(() => requireAgreement(goldens(0), { ...goldens(0), cases: [] })).toThrow();
  });
});
