import { describe, expect, it } from 'vitest';
import { readme, replaceSection } from './figures.ts';

describe('figures in the README', () => {
  it('are the published ones: `npm run figures` writes them', async () => {
    const { actual, expected } = await readme();
    expect(actual).toBe(expected);
  });

  it('replace what stands between their markers, and nothing else', () => {
    const before = 'a\n<!-- x -->\nold\n<!-- /x -->\nb';
    expect(replaceSection(before, 'x', 'new')).toBe('a\n<!-- x -->\nnew\n<!-- /x -->\nb');
    expect(() => replaceSection('a', 'x', 'new')).toThrow(RangeError);
  });
});
