/** Amount done and time left of something that runs. */
export interface Pace {
  readonly done: number;
  readonly total: number;
  /** Units a second over the last seconds; undefined until there is enough to tell. */
  readonly rate: number | undefined;
  readonly secondsLeft: number | undefined;
}

const WINDOW_MS = 8_000;
const ENOUGH_MS = 700;

/** Estimates a rate over a sliding window, so that a pause or a slow start does not spoil the time left. */
export class PaceMeter {
  readonly #samples: { at: number; done: number }[] = [];

  /** @param now milliseconds of a monotonic clock */
  measure(done: number, total: number, now: number): Pace {
    this.#samples.push({ at: now, done });
    while (this.#samples.length > 2 && now - (this.#samples[0]?.at ?? now) > WINDOW_MS) this.#samples.shift();
    const first = this.#samples[0];
    const elapsed = now - (first?.at ?? now);
    const moved = done - (first?.done ?? done);
    if (elapsed < ENOUGH_MS || moved <= 0) return { done, total, rate: undefined, secondsLeft: undefined };
    const rate = (moved * 1_000) / elapsed;
    return { done, total, rate, secondsLeft: Math.max(0, total - done) / rate };
  }
}
