import { describe, expect, it } from 'vitest';
import type { Metric } from '../../packs/catalog.ts';
import { groupMetrics, summaryOf } from './metric-rows.ts';

const metric = (head: string, dataset: string, name: string, value: number): Metric => ({
  name,
  head,
  dataset,
  value,
  low: value - 0.1,
  high: value + 0.1,
  rows: 10,
});

const metrics = [
  metric('investor', 'sentences', 'accuracy', 0.8),
  metric('investor', 'sentences', 'macro-F1', 0.79),
  metric('investor', 'documents', 'accuracy', 0.85),
  metric('investor', 'documents', 'macro-F1', 0.84),
  metric('investor', 'hard cases', 'accuracy', 0.6),
  metric('investor', 'hard cases', 'macro-F1', 0.55),
  metric('tweets', 'posts', 'accuracy', 0.87),
];
const entry = { metrics, heads: [{ id: 'investor', title: 'Investor' }] };

describe('the table of measurements', () => {
  it('has a group for each convention and a row for each set, with every value', () => {
    const groups = groupMetrics(entry);
    expect(groups.map(({ title, rows }) => [title, rows.map(({ dataset }) => dataset)])).toEqual([
      ['Investor', ['sentences', 'documents', 'hard cases']],
      ['tweets', ['posts']],
    ]);
    expect(groups[0]?.rows[1]?.values.get('macro-F1')?.value).toBe(0.84);
  });

  it('is summarised by the first set and the one with the worst figures', () => {
    const [investor, tweets] = groupMetrics(entry).map(summaryOf);
    expect(investor?.rows.map(({ dataset }) => dataset)).toEqual(['sentences', 'hard cases']);
    expect(tweets?.rows.map(({ dataset }) => dataset)).toEqual(['posts']);
  });
});
