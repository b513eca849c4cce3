/** A smooth function: returns its value at `point` and writes its gradient. */
export type Objective = (point: Float64Array, gradient: Float64Array) => number;

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += (a[i] ?? 0) * (b[i] ?? 0);
  return sum;
}

function addScaled(target: Float64Array, factor: number, source: Float64Array): void {
  for (let i = 0; i < target.length; i++) target[i] = (target[i] ?? 0) + factor * (source[i] ?? 0);
}

interface Pair {
  readonly step: Float64Array;
  readonly change: Float64Array;
  readonly curvature: number;
}

/** Two-loop recursion (Nocedal 1980): approximately minus the inverse Hessian times the gradient. */
function direction(gradient: Float64Array, history: readonly Pair[]): Float64Array {
  const result = gradient.map((value) => -value);
  const weights: number[] = [];
  for (let i = history.length - 1; i >= 0; i--) {
    const pair = history[i];
    if (pair === undefined) continue;
    const weight = dot(pair.step, result) / pair.curvature;
    weights[i] = weight;
    addScaled(result, -weight, pair.change);
  }
  const last = history.at(-1);
  if (last !== undefined) {
    const scale = last.curvature / dot(last.change, last.change);
    for (let i = 0; i < result.length; i++) result[i] = (result[i] ?? 0) * scale;
  }
  history.forEach((pair, i) => {
    addScaled(result, (weights[i] ?? 0) - dot(pair.change, result) / pair.curvature, pair.step);
  });
  return result;
}

/**
 * Minimises a convex function from `start` by limited-memory BFGS with a backtracking (Armijo) line search.
 *
 * @returns the point at which the largest gradient entry is below `tolerance`, or the best one after `rounds`.
 */
export function minimise(
  objective: Objective,
  start: Float64Array,
  { rounds = 200, memory = 10, tolerance = 1e-5 } = {},
): Float64Array {
  let point = start.slice();
  let gradient = new Float64Array(start.length);
  let value = objective(point, gradient);
  const history: Pair[] = [];
  for (let round = 0; round < rounds; round++) {
    if (gradient.every((entry) => Math.abs(entry) < tolerance)) break;
    const towards = direction(gradient, history);
    const slope = dot(gradient, towards);
    let length = history.length === 0 ? Math.min(1, 1 / Math.sqrt(-slope)) : 1;
    let next = point;
    let nextValue = value;
    const nextGradient = new Float64Array(start.length);
    for (; length > 1e-12; length /= 2) {
      next = point.slice();
      addScaled(next, length, towards);
      nextValue = objective(next, nextGradient);
      if (nextValue <= value + 1e-4 * length * slope) break;
    }
    if (!(nextValue < value)) break;
    const step = next.map((entry, i) => entry - (point[i] ?? 0));
    const change = nextGradient.map((entry, i) => entry - (gradient[i] ?? 0));
    const curvature = dot(step, change);
    if (curvature > 1e-12) history.push({ step, change, curvature });
    if (history.length > memory) history.shift();
    point = next;
    value = nextValue;
    gradient = nextGradient;
  }
  return point;
}
