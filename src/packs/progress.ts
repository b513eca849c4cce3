/** Progress of a download, as data; wording belongs to the page. Sizes in bytes. */
export interface DownloadProgress {
  readonly phase: 'checking' | 'downloading' | 'done';
  /** Bytes that have arrived, stored ones and those of earlier visits included. */
  readonly receivedBytes: number;
  readonly totalBytes: number;
  /** Bytes that are stored and will not be asked for again. */
  readonly storedBytes: number;
  /** Smoothed; `null` until something can be said. */
  readonly bytesPerSecond: number | null;
  readonly secondsLeft: number | null;
}

/** Time constant of the smoothing, in milliseconds. */
const SMOOTHING_MS = 3_000;
/** Least time between two reports, in milliseconds. */
const REPORT_MS = 100;

/** Counts bytes, smooths the rate (exponential moving average over irregular samples) and reports now and then. */
export class ProgressMeter {
  readonly #report: (progress: DownloadProgress) => void;
  readonly #now: () => number;
  #phase: DownloadProgress['phase'] = 'checking';
  #total = 0;
  #stored = 0;
  #inFlight = 0;
  #arrived = 0;
  #started = 0;
  #sampledAt = 0;
  #sampledBytes = 0;
  #rate: number | null = null;
  #reportedAt = Number.NEGATIVE_INFINITY;

  constructor(report: (progress: DownloadProgress) => void, now: () => number) {
    this.#report = report;
    this.#now = now;
  }

  start(total: number, stored: number): void {
    this.#phase = 'downloading';
    this.#total = total;
    this.#stored = stored;
    this.#started = this.#now();
    this.#sampledAt = this.#started;
    this.#emit();
  }

  /** Bytes of a chunk that is on its way. */
  received(bytes: number): void {
    this.#inFlight += bytes;
    this.#arrived += bytes;
    this.tick();
  }

  /** A chunk of which `bytes` had arrived is given up. */
  dropped(bytes: number): void {
    this.#inFlight -= bytes;
    this.tick();
  }

  /** A chunk that had arrived whole is stored. */
  stored(bytes: number): void {
    this.#inFlight -= bytes;
    this.#stored += bytes;
    this.#emit();
  }

  done(): void {
    this.#phase = 'done';
    this.#emit();
  }

  /** Reports unless the last report is fresh; called on a timer too, so that a standing download shows as one. */
  tick(): void {
    if (this.#now() - this.#reportedAt >= REPORT_MS) this.#emit();
  }

  #emit(): void {
    this.#reportedAt = this.#now();
    this.#sample(this.#reportedAt);
    const left = this.#total - this.#stored - this.#inFlight;
    const rate = this.#rate;
    this.#report({
      phase: this.#phase,
      receivedBytes: this.#stored + this.#inFlight,
      totalBytes: this.#total,
      storedBytes: this.#stored,
      bytesPerSecond: rate,
      secondsLeft: rate === null || rate < 1 ? null : left / rate,
    });
  }

  #sample(now: number): void {
    const elapsed = now - this.#sampledAt;
    if (elapsed < REPORT_MS) return;
    const latest = ((this.#arrived - this.#sampledBytes) / elapsed) * 1000;
    // Until a whole time constant has passed, an average since the start is steadier than the moving one.
    const sinceStart = now - this.#started;
    const weight = 1 - Math.exp(-elapsed / Math.min(SMOOTHING_MS, sinceStart));
    this.#rate = this.#rate === null ? latest : this.#rate + weight * (latest - this.#rate);
    this.#sampledAt = now;
    this.#sampledBytes = this.#arrived;
  }
}
