import { describe, expect, it } from 'vitest';
import { BenchError } from './errors.ts';
import { readOptions } from './options.ts';

describe('options', () => {
  it('run everything by default', () => {
    expect(readOptions([])).toMatchObject({
      parts: ['node', 'chromium', 'page'],
      quick: false,
      schedule: { seconds: 0.4 },
    });
  });

  it('choose parts and seconds', () => {
    expect(readOptions(['--quick', '--only', 'node', '--seconds', '3'])).toMatchObject({
      parts: ['node'],
      quick: true,
      schedule: { seconds: 3 },
    });
    expect(readOptions(['-h'])).toBe('help');
  });

  it.each([['--only', 'gpu'], ['--seconds', 'soon'], ['--seconds', '0'], ['--fast'], ['node']])(
    'refuse %s %s',
    (...args) => {
      expect(() => readOptions(args)).toThrow(BenchError);
    },
  );
});
