/** Numbers, sizes and times in the user's own locale. */
const locale = typeof navigator === 'undefined' ? undefined : navigator.language;

const integer = new Intl.NumberFormat(locale, { maximumFractionDigits: 0 });
const compact = new Intl.NumberFormat(locale, { notation: 'compact', maximumFractionDigits: 1 });
const percentWhole = new Intl.NumberFormat(locale, { style: 'percent', maximumFractionDigits: 0 });
const percentFine = new Intl.NumberFormat(locale, { style: 'percent', maximumFractionDigits: 1 });
const signed = new Intl.NumberFormat(locale, {
  minimumFractionDigits: 2,
  maximumFractionDigits: 2,
  signDisplay: 'exceptZero',
});
const three = new Intl.NumberFormat(locale, { minimumFractionDigits: 3, maximumFractionDigits: 3 });
const dateTime = new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeStyle: 'short' });
const timeOnly = new Intl.DateTimeFormat(locale, { timeStyle: 'short' });
const today = new Intl.RelativeTimeFormat(locale, { numeric: 'auto' }).format(0, 'day');
const dateOnly = new Intl.DateTimeFormat(locale, { dateStyle: 'medium' });

export function formatCount(value: number): string {
  return integer.format(value);
}

/** A large count in few characters: 5M, 120K. */
export function formatCompact(value: number): string {
  return value < 100_000 ? integer.format(value) : compact.format(value);
}

/**
 * Shares as whole parts of a whole that add up to it: rounded down, the rest given to the largest remainders.
 *
 * @param parts counts or probabilities, none negative
 * @param steps parts of the whole: 100 for percent, 1,000 for tenths of a percent
 * @returns shares from 0 to 1, each a multiple of 1 / steps; all 0 where the parts add up to nothing
 */
export function apportion(parts: readonly number[], steps: number): readonly number[] {
  const total = parts.reduce((sum, part) => sum + part, 0);
  if (total <= 0) return parts.map(() => 0);
  // A little more than exact, so that 0.3 of 1,000 is not 299.99999999999994.
  const exact = parts.map((part) => (part / total) * steps + 1e-9);
  const whole = exact.map(Math.floor);
  const missing = steps - whole.reduce((sum, part) => sum + part, 0);
  const byRemainder = exact
    .map((value, at) => ({ at, remainder: Math.round((value % 1) * 1e6) }))
    .sort((a, b) => b.remainder - a.remainder || a.at - b.at);
  const raised = new Set(byRemainder.slice(0, missing).map(({ at }) => at));
  return whole.map((part, at) => (part + (raised.has(at) ? 1 : 0)) / steps);
}

export function formatPercent(share: number): string {
  return percentWhole.format(share);
}

export function formatFinePercent(share: number): string {
  return percentFine.format(share);
}

/** A gauge from -1 to 1, always with its sign; the minus is a minus, not a hyphen. */
export function formatSigned(value: number): string {
  return signed.format(Math.abs(value) < 0.005 ? 0 : value).replace('-', '−');
}

export function formatMetric(value: number): string {
  return three.format(value);
}

/** A size in the decimal units that hosts and browsers use: 1 MB is a million bytes. */
export function formatBytes(bytes: number): string {
  const units = ['byte', 'kilobyte', 'megabyte', 'gigabyte'] as const;
  let value = bytes;
  let at = 0;
  while (value >= 999.5 && at < units.length - 1) {
    value /= 1_000;
    at += 1;
  }
  return new Intl.NumberFormat(locale, {
    style: 'unit',
    unit: units[at] ?? 'byte',
    unitDisplay: at === 0 ? 'long' : 'short',
    maximumFractionDigits: at > 1 && value < 100 ? 1 : 0,
  }).format(value);
}

/** A duration as a reader would say it: seconds, minutes, or hours and minutes. */
export function formatDuration(seconds: number): string {
  const unit = (value: number, name: 'second' | 'minute' | 'hour') =>
    new Intl.NumberFormat(locale, { style: 'unit', unit: name, unitDisplay: 'short' }).format(value);
  if (seconds < 99.5) return unit(Math.max(1, Math.round(seconds)), 'second');
  const minutes = Math.round(seconds / 60);
  if (minutes < 90) return unit(minutes, 'minute');
  return `${unit(Math.floor(minutes / 60), 'hour')} ${unit(minutes % 60, 'minute')}`;
}

/** Milliseconds as seconds with one decimal. */
export function formatMilliseconds(ms: number): string {
  return new Intl.NumberFormat(locale, {
    style: 'unit',
    unit: 'second',
    unitDisplay: 'short',
    maximumFractionDigits: 1,
  }).format(ms / 1_000);
}

/** A time below a second or so, in whole milliseconds, or tenths of them where it is short. */
export function formatTime(ms: number): string {
  return new Intl.NumberFormat(locale, {
    style: 'unit',
    unit: 'millisecond',
    unitDisplay: 'short',
    maximumFractionDigits: ms < 10 ? 1 : 0,
  }).format(ms);
}

/** Today with its time, any other day by its date. */
export function formatWhen(time: number, now: number = Date.now()): string {
  const sameDay = new Date(time).toDateString() === new Date(now).toDateString();
  return sameDay ? `${today} ${timeOnly.format(time)}` : dateOnly.format(time);
}

export function formatDateTime(time: number): string {
  return dateTime.format(time);
}

export function formatDate(iso: string): string {
  return dateOnly.format(new Date(iso));
}

/** A small number in scientific notation, for errors near zero. */
export function formatTiny(value: number): string {
  return value === 0 ? '0' : value.toExponential(1);
}
