import type { FloatTensor } from '../builder.ts';
import { add, div, erf, exp, mul, neg, scalar, scale, sub } from '../ops.ts';
import { floatInput, floatOutput, onlyGradient, type Rule, type RuleContext, sumTo } from './rule.ts';

/** A rule for y = f(x) whose gradient is `backward(g, x, y)`. */
const unary =
  (backward: (g: FloatTensor, x: FloatTensor, y: FloatTensor) => FloatTensor): Rule =>
  (context) => [
    () => backward(onlyGradient(context), floatInput(context.node, 0), floatOutput(context.node, 0)),
  ];

/** A rule for y = f(a, b) with broadcasting. */
const binary =
  (
    first: (g: FloatTensor, a: FloatTensor, b: FloatTensor) => FloatTensor,
    second: (g: FloatTensor, a: FloatTensor, b: FloatTensor) => FloatTensor,
  ): Rule =>
  (context: RuleContext) => {
    const g = onlyGradient(context);
    const [a, b] = [floatInput(context.node, 0), floatInput(context.node, 1)];
    return [() => sumTo(first(g, a, b), a.shape), () => sumTo(second(g, a, b), b.shape)];
  };

/**
 * d GELU / dx = Φ(x) + x φ(x), with the normal distribution Φ(x) = (1 + erf(x / √2)) / 2 and its density φ.
 */
function geluGradient(g: FloatTensor, x: FloatTensor): FloatTensor {
  const { graph } = x;
  const v = scale(x, Math.SQRT1_2);
  const distribution = add(scale(erf(v), 0.5), scalar(graph, 0.5));
  // x φ(x) = v exp(−v²) / √π, with the constant inside the exponent to save a pass over the memory.
  const exponent = sub(scalar(graph, -0.5 * Math.log(Math.PI)), mul(v, v));
  const density = mul(v, exp(exponent));
  return mul(g, add(distribution, density));
}

export const ELEMENTWISE: Readonly<Record<string, Rule>> = {
  Add: binary(
    (g) => g,
    (g) => g,
  ),
  Sub: binary((g) => g, neg),
  Mul: binary(
    (g, _a, b) => mul(g, b),
    (g, a) => mul(g, a),
  ),
  Div: binary(
    (g, _a, b) => div(g, b),
    (g, a, b) => neg(div(mul(g, a), mul(b, b))),
  ),
  Neg: unary(neg),
  Exp: unary((g, _x, y) => mul(g, y)),
  Log: unary((g, x) => div(g, x)),
  Sqrt: unary((g, _x, y) => div(scale(g, 0.5), y)),
  Tanh: unary((g, _x, y) => mul(g, sub(scalar(y.graph, 1), mul(y, y)))),
  Erf: unary((g, x) => mul(g, scale(exp(neg(mul(x, x))), 2 / Math.sqrt(Math.PI)))),
  Gelu: unary(geluGradient),
};
