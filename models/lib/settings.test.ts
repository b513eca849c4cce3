import { describe, expect, it } from 'vitest';
import { flag, number, oneOf, readPairs, readSettings, text, whole } from './settings.ts';

const ENTRIES = {
  seed: whole(7),
  rate: number(5e-5),
  licence: oneOf(['tone', 'tone-research'], 'tone'),
  publish: flag(true),
  base: text(''),
};

describe('readSettings', () => {
  it('has its standards and takes what is set', () => {
    expect(readSettings(ENTRIES, {})).toEqual({
      seed: 7,
      rate: 5e-5,
      licence: 'tone',
      publish: true,
      base: '',
    });
    expect(readSettings(ENTRIES, readPairs(['seed=3', 'rate=1e-4', 'publish=false', 'base=a=b']))).toEqual({
      seed: 3,
      rate: 1e-4,
      licence: 'tone',
      publish: false,
      base: 'a=b',
    });
  });

  it('refuses unknown keys, and values that do not fit', () => {
    expect(() => readSettings(ENTRIES, { sed: '3' })).toThrow(/no setting "sed".*seed, rate/);
    expect(() => readSettings(ENTRIES, { seed: '3.5' })).toThrow(/seed/);
    expect(() => readSettings(ENTRIES, { rate: 'fast' })).toThrow(/rate/);
    expect(() => readSettings(ENTRIES, { licence: 'free' })).toThrow(/licence/);
    expect(() => readPairs(['seed'])).toThrow(/not key=value/);
    expect(() => readPairs(['a=1', 'a=2'])).toThrow(/twice/);
  });
});
