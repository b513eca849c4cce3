import { describe, expect, it } from 'vitest';
import { softmax } from '../../src/tasks/sentiment.ts';
import { applyHead, fitSoftmax } from './softmax-regression.ts';

// scikit-learn 1.9.1: LogisticRegression(C=1 / (rows * 0.1)) on the standardised features below.
const VALUES = [0, 1, 2, 0.5, 1, 3, 3, 2, 4, 4, 5, 1, 6, 0, 7, 2];
const GOLD = [0, 0, 0, 1, 1, 2, 2, 2];
const EXPECTED_PROBABILITIES = [
  [0.895121, 0.072945, 0.031934],
  [0.691793, 0.112132, 0.196075],
  [0.616426, 0.346175, 0.037399],
  [0.430215, 0.337779, 0.232007],
  [0.136468, 0.738376, 0.125156],
  [0.145113, 0.159289, 0.695597],
  [0.055861, 0.050962, 0.893177],
  [0.029003, 0.182342, 0.788654],
];

describe('fitSoftmax', () => {
  const features = { values: Float32Array.from(VALUES), width: 2, rows: 8 };

  it('equals scikit-learn on raw features', () => {
    const head = fitSoftmax(features, GOLD, 3, 0.1);
    applyHead(head, features).forEach((logits, row) => {
      softmax(logits, 1).forEach((probability, c) => {
        expect(Math.abs(probability - (EXPECTED_PROBABILITIES[row]?.[c] ?? Number.NaN))).toBeLessThan(1e-4);
      });
    });
  });
});
