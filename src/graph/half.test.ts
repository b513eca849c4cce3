import { describe, expect, it } from 'vitest';
import { bfloatToFloat, floatToHalf, halfToFloat } from './half.ts';

describe('half precision', () => {
  it.each([
    [0x0000, 0],
    [0x3c00, 1],
    [0xc000, -2],
    [0x3555, 0.333251953125],
    [0x7bff, 65504],
    [0x0001, 2 ** -24],
    [0x03ff, 1023 * 2 ** -24],
    [0x0400, 2 ** -14],
    [0x7c00, Number.POSITIVE_INFINITY],
  ])('knows %i', (bits, value) => {
    expect(halfToFloat(bits)).toBe(value);
    expect(floatToHalf(value)).toBe(bits);
  });

  it('returns every pattern that is a number', () => {
    const wrong: number[] = [];
    for (let bits = 0; bits < 0x10000; bits++) {
      const notANumber = (bits & 0x7c00) === 0x7c00 && (bits & 0x3ff) !== 0;
      const value = halfToFloat(bits);
      if (notANumber ? !Number.isNaN(value) : floatToHalf(value) !== bits) wrong.push(bits);
    }
    expect(wrong).toEqual([]);
    expect(halfToFloat(floatToHalf(Number.NaN))).toBeNaN();
  });

  it('rounds to the nearest, ties to even', () => {
    const wrong: number[] = [];
    for (let bits = 0; bits < 0x7bff; bits++) {
      const middle = (halfToFloat(bits) + halfToFloat(bits + 1)) / 2;
      if (floatToHalf(middle) !== (bits % 2 === 0 ? bits : bits + 1)) wrong.push(bits);
    }
    expect(wrong).toEqual([]);
    expect(floatToHalf(65519.99)).toBe(0x7bff);
    expect(floatToHalf(65520)).toBe(0x7c00);
    expect(floatToHalf(2 ** -25)).toBe(0);
  });

  it('reads bfloat16 as the upper half of a float32', () => {
    expect(bfloatToFloat(0x3f80)).toBe(1);
    expect(bfloatToFloat(0xc2f7)).toBe(-123.5);
  });
});
