/** The part of standard error that messages and progress need. */
export interface ErrorStream {
  readonly isTTY?: boolean;
  write(text: string): unknown;
}

/** Milliseconds between two drawings of the progress line. */
const INTERVAL = 200;

/** How far a run is. */
export interface Standing {
  readonly rows: number;
  /** Share of the input that is done, or null where its size is unknown. */
  readonly share: number | null;
  /** Milliseconds since the first row was asked for. */
  readonly ms: number;
}

/** Messages on standard error, and under them one line of progress where that is a terminal. */
export class Terminal {
  readonly #stream: ErrorStream;
  #drawn = 0;
  #open = false;

  constructor(stream: ErrorStream) {
    this.#stream = stream;
  }

  note(message: string): void {
    this.#clear();
    this.#stream.write(`${message}\n`);
  }

  progress(standing: Standing): void {
    const now = Date.now();
    if (this.#stream.isTTY !== true || now - this.#drawn < INTERVAL) return;
    this.#drawn = now;
    this.#open = true;
    this.#stream.write(`\r\u001b[2K${describe(standing)}`);
  }

  /** Takes the progress line away. */
  end(): void {
    this.#clear();
  }

  #clear(): void {
    if (this.#open) this.#stream.write('\r\u001b[2K');
    this.#open = false;
  }
}

/** For example `12,480 lines, 812/s, 45 %, 3:12 left`. */
export function describe({ rows, share, ms }: Standing): string {
  const rate = ms > 0 ? (rows / ms) * 1000 : 0;
  const parts = [`${rows.toLocaleString('en')} lines`, `${rate.toFixed(0)}/s`];
  if (share !== null) {
    parts.push(`${Math.floor(share * 100)} %`);
    if (share > 0) parts.push(`${clock(((ms / share) * (1 - share)) / 1000)} left`);
  }
  return parts.join(', ');
}

function clock(seconds: number): string {
  const whole = Math.max(0, Math.round(seconds));
  const two = (value: number): string => String(value).padStart(2, '0');
  const [hours, minutes] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60];
  return hours > 0 ? `${hours}:${two(minutes)}:${two(whole % 60)}` : `${minutes}:${two(whole % 60)}`;
}
