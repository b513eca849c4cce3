import { describe, expect, it } from 'vitest';
import { apportion, formatBytes, formatDuration, formatSigned } from './format.ts';

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

  it('shares a whole so that the parts add up to it', () => {
    expect(apportion([1, 1, 1], 100)).toEqual([0.34, 0.33, 0.33]);
    // Each rounded by itself would give 38 + 13 + 50 = 101.
    expect(apportion([3, 1, 4], 100)).toEqual([0.38, 0.12, 0.5]);
    expect(apportion([0.3, 0.3, 0.4], 1_000)).toEqual([0.3, 0.3, 0.4]);
    expect(apportion([0, 0, 0], 100)).toEqual([0, 0, 0]);
  });

  it('shows a gauge with its sign, and no minus before zero', () => {
    expect(plain(formatSigned(0.25))).toBe('+0.25');
    expect(plain(formatSigned(-0.001))).toBe('0.00');
    expect(plain(formatSigned(-0.2))).toBe('\u22120.20');
  });
});
