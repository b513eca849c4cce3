import { expect, it } from 'vitest';
import type { Results } from './results.ts';
import { benchTables } from './table.ts';

const spread = (median: number) => ({ median, low: median / 2, high: median * 2 });
const where = { runtime: 'node', threads: 1, batch: 32 } as const;

const RESULTS: Results = {
  format: 1,
  ratios: [{ ...where, against: 'finbert-int8', ratio: spread(6) }],
  speeds: [
    { ...where, id: 'undertone', title: 'Undertone', sentencesPerSecond: spread(600), agreement: 1 },
    {
      ...where,
      id: 'finbert-int8',
      title: 'FinBERT',
      sentencesPerSecond: spread(100),
      agreement: null,
    },
  ],
  page: {
    sessionCreation: spread(500),
    coldToFirstTone: { milliseconds: spread(2_000), sessions: spread(4) },
    offlineToFirstTone: { milliseconds: spread(1_000), sessions: spread(2) },
    firstRun: { bytes: 39e6, model: 23.7e6, runtime: 14.2e6, app: 1.1e6, requests: 61 },
    memory: { peakResident: null, agent: spread(122) },
  },
  date: '2026-01-02T03:04:05.000Z',
  machine: {
    processor: 'Abacus',
    cores: 2,
    memoryGB: 8,
    system: 'Linux',
    load: { before: 0.5, after: 3 },
  },
  versions: { node: '20.20.0' },
  pack: { id: 'tone', version: '2.0.0', hash: '0' },
  settings: { tokens: 32, texts: 32, repeats: 7, seconds: 1, quick: false },
};

it('says ratios first, then speeds, the page, and under which conditions', () => {
  const text = benchTables(RESULTS);
  const order = [
    '| Node, one thread, batch 32 | 6.0 × (3.0–12.0) |',
    '| Node, one thread, batch 32 | 600 | 100 |',
    '| first visit to first tone, download included | 2.0 s (1.0–4.0) | 4.0 × (2.0–8.0) |',
    '39.0 MB (model 23.7 MB, runtime 14.2 MB, app 1.1 MB)',
    'the machine was busy with other work too',
  ].map((part) => text.indexOf(part));
  expect(order).not.toContain(-1);
  expect(order).toEqual([...order].sort((a, b) => a - b));
  expect(text).not.toContain('peak memory');
});
