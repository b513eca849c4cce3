import { exp, mul, reduceMean, reduceSum, sub } from '../ops.ts';
import { floatInput, floatOutput, onlyGradient, type Rule, sumTo } from './rule.ts';

/** y = softmax(x) over the last axis: dx = y (g − Σ g y). */
const softmaxRule: Rule = (context) => {
  const g = onlyGradient(context);
  const y = floatOutput(context.node, 0);
  return [() => mul(y, sub(g, reduceSum(mul(g, y), [-1], true)))];
};

/** y = log softmax(x) over the last axis: dx = g − exp(y) Σ g. */
const logSoftmaxRule: Rule = (context) => {
  const g = onlyGradient(context);
  const y = floatOutput(context.node, 0);
  return [() => sub(g, mul(exp(y), reduceSum(g, [-1], true)))];
};

/**
 * Layer normalisation over the last axis, from the mean and 1 / deviation that the forward pass kept:
 * with n = (x − mean) / deviation and h = g × gain, dx = (h − mean(h) − n mean(h n)) / deviation.
 */
const layerNormRule: Rule = (context) => {
  const { node } = context;
  const g = onlyGradient(context);
  const [x, gain, bias] = [floatInput(node, 0), floatInput(node, 1), floatInput(node, 2)];
  const inverseDeviation = floatOutput(node, 2);
  const normalised = mul(sub(x, floatOutput(node, 1)), inverseDeviation);
  return [
    () => {
      const h = mul(g, gain);
      const along = mul(normalised, reduceMean(mul(h, normalised), [-1], true));
      return mul(sub(sub(h, reduceMean(h, [-1], true)), along), inverseDeviation);
    },
    () => sumTo(mul(g, normalised), gain.shape),
    () => sumTo(g, bias.shape),
  ];
};

export const NORMALISE: Readonly<Record<string, Rule>> = {
  Softmax: softmaxRule,
  LogSoftmax: logSoftmaxRule,
  LayerNormalization: layerNormRule,
};
