import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { type BoardScore, ScoreBoard } from './score-board.ts';

function scoreOf(label: string, packHash = 'a'): BoardScore {
  return {
    label,
    probabilities: [1],
    confidence: 0.9,
    tokens: 5,
    truncated: false,
    packHash,
    head: 'investor',
    variant: 'int8',
  };
}

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const blocks = [
  { first: 0, last: 2 },
  { first: 2, last: 4 },
];

describe('ScoreBoard', () => {
  it('tells only the blocks that changed, at most ten times a second', () => {
    const board = new ScoreBoard(4, blocks, [0, 1, 2, 3]);
    const all = vi.fn();
    const first = vi.fn();
    const second = vi.fn();
    board.subscribe(all);
    board.subscribeBlock(0, first);
    board.subscribeBlock(1, second);
    for (let i = 0; i < 50; i++) {
      board.set([0], [scoreOf('positive')]);
      vi.advanceTimersByTime(10);
    }
    vi.advanceTimersByTime(200);
    expect(all.mock.calls.length).toBeGreaterThan(1);
    expect(all.mock.calls.length).toBeLessThanOrEqual(6);
    expect(first.mock.calls.length).toBe(all.mock.calls.length);
    expect(second).not.toHaveBeenCalled();
    expect(board.blockVersion(0)).toBe(all.mock.calls.length);
  });

  it('counts each sentence once, however often it is scored', () => {
    const board = new ScoreBoard(4, blocks, [0, 1, 3]);
    board.set([0, 1], [scoreOf('positive'), scoreOf('negative')]);
    board.set([0], [scoreOf('neutral')]);
    board.flush();
    expect(board.summary).toMatchObject({
      counts: { positive: 0, negative: 1, neutral: 1 },
      scorable: 3,
      scored: 2,
    });
    expect(board.remaining()).toEqual([3]);
  });

  it('marks what another model scored as stale and asks for it again', () => {
    const board = new ScoreBoard(4, blocks, [0, 1, 2, 3]);
    board.set([0, 1], [scoreOf('positive', 'old'), scoreOf('positive', 'new')]);
    board.flush();
    expect(board.summary.stale).toBe(0);
    board.setModel('new', 'investor');
    expect(board.summary).toMatchObject({ stale: 1, scored: 2, counts: { positive: 1 } });
    expect(board.anyStale()?.packHash).toBe('old');
    expect(board.current(0)).toBeUndefined();
    expect(board.isStale(0)).toBe(true);
    expect(board.remaining()).toEqual([0, 2, 3]);
  });

  it('keeps a summary that is the same object until something changed', () => {
    const board = new ScoreBoard(4, blocks, [0]);
    const before = board.summary;
    board.flush();
    expect(board.summary).toBe(before);
  });
});
