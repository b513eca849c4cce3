import { describe, expect, it } from 'vitest';
import { decodeFile } from './decode.ts';
import { BinaryFileError, EmptyFileError } from './errors.ts';

/** Bytes written out by hand, so that the test does not decode with what it tests. */
const latin = (text: string) => Uint8Array.from(text, (sign) => sign.charCodeAt(0));
const utf16 = (text: string, little: boolean) =>
  Uint8Array.from(
    [...text].flatMap((sign) => {
      const code = sign.charCodeAt(0);
      return little ? [code & 255, code >> 8] : [code >> 8, code & 255];
    }),
  );
const decode = (bytes: Uint8Array) => {
  const { text, encoding } = decodeFile('file.txt', bytes);
  return [text, encoding];
};

describe('decodeFile', () => {
  it('reads byte order marks and drops them', () => {
    expect(decode(latin('\xef\xbb\xbfRevenue \xe2\x82\xac5'))).toEqual(['Revenue €5', 'utf-8']);
    expect(decode(utf16('\ufeffRevenue €5', true))).toEqual(['Revenue €5', 'utf-16le']);
    expect(decode(utf16('\ufeffRevenue €5', false))).toEqual(['Revenue €5', 'utf-16be']);
  });

  it('sees UTF-16 without a mark', () => {
    expect(decode(utf16('Revenue rose by 5 percent.', true))[1]).toBe('utf-16le');
    expect(decode(utf16('Revenue rose by 5 percent.', false))[1]).toBe('utf-16be');
  });

  it('prefers UTF-8 wherever it is valid, and forgives one broken byte among many good ones', () => {
    expect(decode(latin('caf\xc3\xa9'))).toEqual(['café', 'utf-8']);
    const mostly = latin(`${'\xc3\xa9t\xc3\xa9 '.repeat(40)}\xff end`);
    expect(decodeFile('a', mostly)).toMatchObject({ encoding: 'utf-8', replaced: 1 });
  });

  it('reads Windows-1252 quotes, dashes and the euro sign', () => {
    const bytes = latin(
      `The public\x92s \x93faith\x94 \x96 and \x80 5 million \x97 held. ${'It rose again. '.repeat(20)}`,
    );
    const [text, encoding] = decode(bytes);
    expect(encoding).toBe('windows-1252');
    expect(text).toContain('The public’s “faith” – and € 5 million — held.');
  });

  it('guesses other alphabets by their letters', () => {
    const russian =
      'Выручка компании выросла на пять процентов по сравнению с прошлым годом, а прибыль снизилась. '.repeat(
        3,
      );
    const bytes = Uint8Array.from([...russian], (sign) => {
      const code = sign.charCodeAt(0);
      return code >= 0x410 && code <= 0x44f ? code - 0x410 + 0xc0 : code;
    });
    expect(decode(bytes)).toEqual([russian, 'windows-1251']);
  });

  it('honours a declared encoding that fits, and not a declared UTF-8 that does not', () => {
    const page = (charset: string) =>
      latin(`<meta charset="${charset}"><p>\xb1\xe6\xea \xbf\xf3\xb3\xe6</p>`);
    expect(decode(page('iso-8859-2'))).toEqual(['<meta charset="iso-8859-2"><p>ąćę żółć</p>', 'iso-8859-2']);
    expect(decode(page('utf-8'))[1]).not.toBe('utf-8');
    expect(() => decode(page('no-such-thing'))).not.toThrow();
  });

  it.each([
    ['%PDF-1.6\n', 'a PDF document'],
    ['PK\x03\x04....', 'a Word or Excel document or a zip archive'],
    ['\x89PNG\r\n', 'a PNG picture'],
    [`\x01\x02\0\0${'\0\x03'.repeat(40)}`, 'binary data'],
  ])('refuses %j by name', (start, seems) => {
    const read = () => decodeFile('q3.bin', latin(start));
    expect(read).toThrow(BinaryFileError);
    expect(read).toThrow(`“q3.bin” seems to be ${seems}, not a text.`);
  });

  it('refuses an empty file by name', () => {
    expect(() => decodeFile('a.txt', new Uint8Array())).toThrow(EmptyFileError);
  });
});
