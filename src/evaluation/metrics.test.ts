import { describe, expect, it } from 'vitest';
import { softmax } from '../tasks/sentiment.ts';
import { bootstrap } from './bootstrap.ts';
import { debiasedCalibrationError, expectedCalibrationError } from './calibration.ts';
import { confusionMatrix, macroF1 } from './classification.ts';
import oracle from './fixtures/scikit.json' with { type: 'json' };
import { argmax, evaluate } from './metrics.ts';
import { createRandom } from './random.ts';
import { fitTemperature } from './temperature.ts';

const probabilities = oracle.logits.map((row) => softmax(row, 1));

describe('evaluate', () => {
  const report = evaluate(probabilities, oracle.gold, 3, { seed: 3 });

  it('equals scikit-learn', () => {
    expect(report.accuracy.value).toBeCloseTo(oracle.accuracy, 12);
    expect(report.macroF1.value).toBeCloseTo(oracle.macroF1, 12);
    expect(report.confusion).toEqual(oracle.confusion);
    report.classes.forEach((score, i) => {
      const expected = oracle.classes[i];
      expect(score.precision).toBeCloseTo(expected?.precision ?? Number.NaN, 12);
      expect(score.recall).toBeCloseTo(expected?.recall ?? Number.NaN, 12);
      expect(score.f1).toBeCloseTo(expected?.f1 ?? Number.NaN, 12);
      expect(score.support).toBe(expected?.support);
    });
    expect(report.nll).toBeCloseTo(oracle.nll, 10);
    expect(report.brier).toBeCloseTo(oracle.brier, 10);
  });

  it('agrees with NumPy on the bootstrap interval and repeats under a seed', () => {
    expect(report.accuracy.low).toBeCloseTo(oracle.accuracyInterval[0] ?? Number.NaN, 1);
    expect(Math.abs(report.accuracy.low - (oracle.accuracyInterval[0] ?? 0))).toBeLessThan(0.008);
    expect(Math.abs(report.accuracy.high - (oracle.accuracyInterval[1] ?? 0))).toBeLessThan(0.008);
    expect(evaluate(probabilities, oracle.gold, 3, { seed: 3 })).toEqual(report);
  });

  it('names inputs that do not fit together', () => {
    expect(() => evaluate(probabilities.slice(1), oracle.gold, 3)).toThrow(/240 gold labels but 239/);
    expect(() => evaluate([], [], 3)).toThrow(/No examples/);
    expect(() => confusionMatrix([0, 3], [0, 1], 3)).toThrow(/not one of 3 classes/);
  });
});

describe('calibration', () => {
  it('equals NumPy, plug-in and debiased', () => {
    expect(expectedCalibrationError(probabilities, oracle.gold)).toBeCloseTo(oracle.ece, 10);
    const debiased = debiasedCalibrationError(probabilities, oracle.gold, { resamples: 5000 });
    expect(Math.abs(debiased - oracle.debiasedEce)).toBeLessThan(0.002);
  });

  it('takes most of the bias off a perfectly calibrated coin', () => {
    const uniform = createRandom(11);
    let plugIn = 0;
    let debiased = 0;
    for (let draw = 0; draw < 20; draw++) {
      const rows = Array.from({ length: 600 }, () => {
        const p = 0.5 + uniform() / 2;
        return [p, 1 - p];
      });
      const gold = rows.map((row) => (uniform() < (row[0] ?? 0) ? 0 : 1));
      plugIn += expectedCalibrationError(rows, gold) / 20;
      debiased += debiasedCalibrationError(rows, gold, { resamples: 200 }) / 20;
    }
    expect(plugIn).toBeGreaterThan(0.04);
    expect(debiased).toBeLessThan(plugIn * 0.65);
  });

  it('fits the temperature that SciPy finds', () => {
    expect(fitTemperature(oracle.logits, oracle.gold)).toBeCloseTo(oracle.temperature, 5);
  });

  it('keeps the temperature in range where the data are separable or hopeless', () => {
    expect(fitTemperature([[1, 0]], [0])).toBe(1 / 20);
    expect(fitTemperature([[1, 0]], [1])).toBe(20);
  });
});

describe('bootstrap', () => {
  it('widens when examples come in groups', () => {
    const values = Array.from({ length: 200 }, (_, i) => (Math.floor(i / 20) % 2 === 0 ? 1 : 0));
    const mean = (indices: readonly number[]): number =>
      indices.reduce((sum, i) => sum + (values[i] ?? 0), 0) / indices.length;
    const single = bootstrap(200, mean);
    const grouped = bootstrap(200, mean, { groups: values.map((_, i) => Math.floor(i / 20)) });
    expect(grouped.high - grouped.low).toBeGreaterThan(2 * (single.high - single.low));
  });

  it('leaves a class that never occurs out of macro-F1', () => {
    expect(macroF1(confusionMatrix([0, 0, 1], [0, 0, 1], 3))).toBe(1);
  });

  it('takes the first of equal logits', () => {
    expect(argmax([1, 2, 2])).toBe(1);
  });
});
