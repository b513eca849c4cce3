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
const dateOnly = new Intl.DateTimeFormat(locale, { dateStyle: 'medium' });

export function formatCount(value: number): string {
  return integer.format(value);
}

/** A large count in few characters: 5M, 120K. */
export function formatCompact(value: number): string {
  return value < 100_000 ? integer.format(value) : compact.format(value);
}

export function formatPercent(share: number): string {
  return percentWhole.format(share);
}

export function formatFinePercent(share: number): string {
  return percentFine.format(share);
}

/** A gauge from -1 to 1, always with its sign. */
export function formatSigned(value: number): string {
  return signed.format(Math.abs(value) < 0.005 ? 0 : value);
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

/** The time for today, the date for any other day. */
export function formatWhen(time: number, now: number = Date.now()): string {
  const sameDay = new Date(time).toDateString() === new Date(now).toDateString();
  return (sameDay ? timeOnly : dateOnly).format(time);
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
