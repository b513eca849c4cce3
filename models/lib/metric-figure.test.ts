import { describe, expect, it } from 'vitest';
import { formatMetric } from '../../src/ui/format.ts';
import { metricFigure } from './metric-figure.ts';

describe('metricFigure', () => {
  it.each([
    [0.7725, '0.773'],
    [0.5045, '0.505'],
    [0.9175438, '0.918'],
    [0.85, '0.850'],
    [0.81249, '0.813'],
  ])('rounds %d to %s', (value, figure) => {
    expect(metricFigure(value)).toBe(figure);
  });

  it('agrees with the page on every figure of four decimals', () => {
    for (let i = 0; i <= 10_000; i++) {
      // The page writes in the reader's locale.
      expect(formatMetric(i / 10_000).replace(',', '.')).toBe(metricFigure(i / 10_000));
    }
  });
});
