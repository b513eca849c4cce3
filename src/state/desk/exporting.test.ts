import { describe, expect, it } from 'vitest';
import type { BoardScore } from '../score-board.ts';
import { documentOf, labelsOf } from './exporting.ts';
import { analysisOf } from './state.ts';

const text = 'Up.\nDown.\n1 2 3';
const segmentation = {
  version: 1,
  paragraphs: [{ start: 0, end: text.length }],
  sentences: [
    { start: 0, end: 3, kind: 'prose' as const, paragraph: 0 },
    { start: 4, end: 9, kind: 'prose' as const, paragraph: 0 },
    { start: 10, end: 15, kind: 'table' as const, paragraph: 0 },
  ],
};
const score = (packHash: string): BoardScore => ({
  label: 'positive',
  probabilities: [0.1, 0.2, 0.7],
  confidence: 0.7,
  tokens: 4,
  truncated: false,
  packHash,
  head: 'investor',
  variant: 'int8',
});

describe('an exported document', () => {
  it('has every sentence with its offsets, and the scores of one model only', () => {
    const analysis = analysisOf(text, segmentation, [0, 1]);
    analysis.board.set([0, 1], [score('old'), score('new')]);
    analysis.board.setModel('new', 'investor');
    const saved = documentOf({ title: 'T', analysis, cards: [], app: '1.0.0', now: new Date(0) });
    expect(saved.pack).toMatchObject({ hash: 'new' });
    expect(saved.convention).toBe('investor');
    expect(saved.sentences.map((one) => [one.text, one.label])).toEqual([
      ['Up.', null],
      ['Down.', 'positive'],
      ['1 2 3', null],
    ]);
    for (const { start, end, text: own } of saved.sentences) expect(text.slice(start, end)).toBe(own);
  });

  it('has columns for the labels of a model, whichever is known', () => {
    const none = { pack: null, convention: null };
    expect(labelsOf(none, [], ['up', 'down'])).toEqual(['up', 'down']);
    expect(labelsOf(none, [], undefined)).toEqual(['negative', 'neutral', 'positive']);
  });

  it('names no model where nothing has been scored', () => {
    const analysis = analysisOf(text, segmentation, [0, 1]);
    const saved = documentOf({ title: 'T', analysis, cards: [], app: '1.0.0', now: new Date(0) });
    expect(saved).toMatchObject({ pack: null, convention: null, exported: '1970-01-01T00:00:00.000Z' });
  });
});
