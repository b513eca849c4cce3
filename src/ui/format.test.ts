import { describe, expect, it } from 'vitest';
import { formatBytes, formatDuration, formatSigned } from './format.ts';

/** The test machine's locale may write a comma; only digits and units matter here. */
const plain = (text: string) => text.replace(/[\u00a0\u202f]/g, ' ').replace(',', '.');

describe('formats', () => {
  it('gives sizes in decimal units', () => {
    expect(plain(formatBytes(23_400_000))).toBe('23.4 MB');
    expect(plain(formatBytes(14_200_000))).toBe('14.2 MB');
    expect(plain(formatBytes(999_999))).toBe('1 MB');
    expect(plain(formatBytes(12_345))).toBe('12 kB');
    expect(plain(formatBytes(0))).toBe('0 bytes');
  });

  it('gives durations in the unit that a reader would use', () => {
    expect(plain(formatDuration(0.2))).toBe('1 sec');
    expect(plain(formatDuration(75))).toBe('75 sec');
    expect(plain(formatDuration(600))).toBe('10 min');
    expect(plain(formatDuration(2 * 3_600 + 300))).toBe('2 hr 5 min');
  });

  it('shows a gauge with its sign, and no minus before zero', () => {
    expect(plain(formatSigned(0.25))).toBe('+0.25');
    expect(plain(formatSigned(-0.001))).toBe('0.00');
  });
});
