import { describe, expect, it } from 'vitest';
import { isFiltering, matching, NO_FILTER, nextMatch, toggleTone } from './filter.ts';
import { ScoreBoard } from './score-board.ts';

const text = 'Revenue rose. Costs ROSE too. Nothing changed. Sales fell.';
const sentences = [...text.matchAll(/[^.]+\./g)].map((found) => {
  const body = found[0].trimStart();
  const start = found.index + found[0].length - body.length;
  return { start, end: start + body.length, kind: 'prose' as const, paragraph: 0 };
});
const segmentation = { version: 1, paragraphs: [{ start: 0, end: text.length }], sentences };

function documentOf(labels: readonly string[]) {
  const board = new ScoreBoard(4, [{ first: 0, last: 4 }], [0, 1, 2, 3]);
  for (const [i, label] of labels.entries()) {
    const score = { label, probabilities: [1], confidence: 1, tokens: 3, truncated: false };
    board.set([i], [{ ...score, packHash: 'a', head: 'h', variant: 'v' }]);
  }
  board.flush();
  return { text, segmentation, board };
}

describe('filter', () => {
  const document = documentOf(['positive', 'negative', 'neutral']);

  it('lets everything through when nothing is asked', () => {
    expect(isFiltering(NO_FILTER)).toBe(false);
    expect(matching(NO_FILTER, document)).toEqual([0, 1, 2, 3]);
  });

  it('joins tones by or, and the search by and, whatever the case', () => {
    const both = toggleTone(toggleTone(NO_FILTER, 'positive'), 'negative');
    expect(matching(both, document)).toEqual([0, 1]);
    expect(matching({ ...both, query: 'costs rose' }, document)).toEqual([1]);
    expect(toggleTone(both, 'positive').tones).toEqual(['negative']);
  });

  it('leaves out a sentence without a tone only when a tone is asked for', () => {
    expect(matching({ ...NO_FILTER, query: 'fell' }, document)).toEqual([3]);
    expect(matching(toggleTone(NO_FILTER, 'neutral'), document)).toEqual([2]);
  });

  it('steps to the next match and stays where there is none', () => {
    const rose = { ...NO_FILTER, query: 'rose' };
    expect(nextMatch(rose, document, undefined, 1)).toBe(0);
    expect(nextMatch(rose, document, 0, 1)).toBe(1);
    expect(nextMatch(rose, document, 1, 1)).toBe(1);
    expect(nextMatch(rose, document, undefined, -1)).toBe(1);
  });
});
