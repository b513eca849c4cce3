import { describe, expect, it } from 'vitest';
import { ScoreBoard } from './score-board.ts';
import { buildTimeline, extremes } from './timeline.ts';

function boardOf(labels: readonly (string | undefined)[]): ScoreBoard {
  const board = new ScoreBoard(
    labels.length,
    [{ first: 0, last: labels.length }],
    labels.map((_, i) => i),
  );
  for (const [i, label] of labels.entries()) {
    if (label === undefined) continue;
    const score = { label, probabilities: [1], confidence: 1, tokens: 1, truncated: false };
    board.set([i], [{ ...score, packHash: 'a', head: 'h', variant: 'v' }]);
  }
  board.flush();
  return board;
}

describe('timeline', () => {
  it('covers every sentence once and gives shares of the scored', () => {
    const labels = ['positive', 'negative', 'positive', undefined, 'neutral'];
    const bins = buildTimeline(boardOf(labels), labels.length, 2);
    expect(bins).toEqual([
      { first: 0, last: 2, scored: 2, unread: 0, positive: 0.5, negative: 0.5 },
      { first: 2, last: 5, scored: 2, unread: 1, positive: 0.5, negative: 0 },
    ]);
    expect(buildTimeline(boardOf(labels), labels.length, 100)).toHaveLength(5);
  });

  it('names the brightest and the darkest stretch', () => {
    const labels = [
      ...Array.from({ length: 20 }, () => 'neutral'),
      ...Array.from({ length: 10 }, () => 'positive'),
      ...Array.from({ length: 10 }, () => 'negative'),
    ];
    const { best, worst } = extremes(buildTimeline(boardOf(labels), 40, 40));
    expect(best).toMatchObject({ first: 20, last: 24 });
    expect(worst?.first).toBeGreaterThanOrEqual(30);
  });

  it('names no stretch that was not read to its end', () => {
    const labels = Array.from({ length: 40 }, (_, i) =>
      i < 13 ? (i === 0 ? 'neutral' : 'positive') : undefined,
    );
    const { best, worst } = extremes(buildTimeline(boardOf(labels), 40, 40));
    expect(best).toMatchObject({ first: 4, last: 8 });
    expect(worst).toBeUndefined();
    expect(extremes(buildTimeline(boardOf(['positive', ...Array(39).fill(undefined)]), 40, 10))).toEqual({});
  });

  it('names none where nothing is scored', () => {
    expect(extremes(buildTimeline(boardOf([undefined, undefined]), 2, 10))).toEqual({});
  });
});
