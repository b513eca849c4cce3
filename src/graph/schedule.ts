/** When a learning rate rises and how it falls. */
export interface ScheduleOptions {
  /** Highest rate. */
  readonly peak: number;
  /** Steps of linear rise. */
  readonly warmUp: number;
  /** All steps. */
  readonly total: number;
  readonly shape: 'linear' | 'cosine' | 'constant';
}

/**
 * Learning rate of a step, counted from 0: rises linearly over the warm-up (the first step has a part of
 * the peak, not 0), then falls to 0 at `total` along a line or half a cosine wave.
 */
export function learningRate(step: number, { peak, warmUp, total, shape }: ScheduleOptions): number {
  if (step < warmUp) return (peak * (step + 1)) / warmUp;
  if (shape === 'constant') return peak;
  const progress = Math.min(1, (step - warmUp) / Math.max(1, total - warmUp));
  return peak * (shape === 'linear' ? 1 - progress : (1 + Math.cos(Math.PI * progress)) / 2);
}
