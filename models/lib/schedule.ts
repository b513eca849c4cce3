/**
 * Learning rate of a step: a linear rise over the warm-up, then a linear fall to zero.
 *
 * @param step From 0.
 */
export function linearRate(step: number, total: number, warmUp: number, peak: number): number {
  if (step < warmUp) return (peak * (step + 1)) / warmUp;
  return (peak * (total - step)) / Math.max(1, total - warmUp);
}
