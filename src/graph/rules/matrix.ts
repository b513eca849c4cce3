import type { FloatTensor } from '../builder.ts';
import { gemm, matMul, scale, transpose } from '../ops.ts';
import { floatAttribute, floatInput, intAttribute, onlyGradient, type Rule, sumTo } from './rule.ts';

/** Swaps the last two axes. */
function swapLast(x: FloatTensor): FloatTensor {
  const order = x.shape.map((_, axis) => axis);
  const last = order.length - 1;
  return transpose(x, [...order.slice(0, -2), last, last - 1]);
}

/** Y = A B, batched; a factor that was repeated over batch axes gets the sum of its gradients. */
const matMulRule: Rule = (context) => {
  const g = onlyGradient(context);
  const [a, b] = [floatInput(context.node, 0), floatInput(context.node, 1)];
  return [() => sumTo(matMul(g, swapLast(b)), a.shape), () => sumTo(matMul(swapLast(a), g), b.shape)];
};

/** Y = alpha op(A) op(B) + beta C, where op may transpose. */
const gemmRule: Rule = (context) => {
  const { node } = context;
  const g = onlyGradient(context);
  const [a, b] = [floatInput(node, 0), floatInput(node, 1)];
  const transA = intAttribute(node, 'transA', 0) === 1;
  const transB = intAttribute(node, 'transB', 0) === 1;
  const alpha = floatAttribute(node, 'alpha', 1);
  const beta = floatAttribute(node, 'beta', 1);
  const firstFactor = () =>
    transA
      ? gemm(b, g, undefined, { transA: transB, transB: true, alpha })
      : gemm(g, b, undefined, { transB: !transB, alpha });
  const secondFactor = () =>
    transB
      ? gemm(g, a, undefined, { transA: true, transB: transA, alpha })
      : gemm(a, g, undefined, { transA: !transA, alpha });
  const bias = () => {
    const sum = sumTo(g, floatInput(node, 2).shape);
    return beta === 1 ? sum : scale(sum, beta);
  };
  return [firstFactor, secondFactor, bias];
};

export const MATRIX: Readonly<Record<string, Rule>> = { MatMul: matMulRule, Gemm: gemmRule };
