import { expect, it } from 'vitest';
import { textsOfLength } from './texts.ts';

/** A token a letter. */
const tokensOf = (text: string): number => text.replaceAll(' ', '').length;

it('texts have the wanted length to the token, and leave out words that overshoot', () => {
  expect(textsOfLength(['aa bbb', 'ccc dd', 'e ff gg'], 2, 5, tokensOf)).toEqual(['aa bbb', 'ccc dd']);
  expect(textsOfLength(['aaaa bb c'], 1, 5, tokensOf)).toEqual(['aaaa c']);
  expect(() => textsOfLength(['aa bbb'], 2, 5, tokensOf)).toThrow(RangeError);
});
