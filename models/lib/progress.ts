/** Milliseconds between two updates of the line. */
const INTERVAL = 250;
/** Milliseconds between two lines where the output is no terminal. */
const QUIET_INTERVAL = 15_000;
const WIDTH = 24;

/** Seconds as `1:02:03` or `2:03`. */
export function clock(seconds: number): string {
  const whole = Math.max(0, Math.round(seconds));
  const two = (value: number): string => String(value).padStart(2, '0');
  const [hours, minutes] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60];
  return hours > 0 ? `${hours}:${two(minutes)}:${two(whole % 60)}` : `${minutes}:${two(whole % 60)}`;
}

/** A progress bar with time left on standard error; now and then a plain line where that is no terminal. */
export class Progress {
  private readonly started = Date.now();
  private drawn = 0;
  private readonly title: string;
  private readonly total: number;
  private readonly skipped: number;

  /** @param skipped Steps that were done before, so that they do not flatter the pace. */
  constructor(title: string, total: number, skipped = 0) {
    this.title = title;
    this.total = total;
    this.skipped = skipped;
  }

  update(done: number, note = ''): void {
    const now = Date.now();
    const terminal = process.stderr.isTTY;
    if (now - this.drawn < (terminal ? INTERVAL : QUIET_INTERVAL) && done < this.total) return;
    this.drawn = now;
    const share = done / Math.max(1, this.total);
    const pace = (done - this.skipped) / Math.max(1, now - this.started);
    const left = pace > 0 ? clock((this.total - done) / pace / 1000) : '?';
    const bar = '█'.repeat(Math.round(share * WIDTH)).padEnd(WIDTH, '·');
    const line = `${this.title} ${bar} ${done}/${this.total}, ${left} left${note === '' ? '' : `, ${note}`}`;
    process.stderr.write(terminal ? `\r\u001b[2K${line}` : `${line}\n`);
  }

  end(): void {
    if (process.stderr.isTTY) process.stderr.write('\n');
  }
}
