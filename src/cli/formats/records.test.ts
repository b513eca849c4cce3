import Papa from 'papaparse';
import { describe, expect, it } from 'vitest';
import { collect } from '../testing/fakes.ts';
import { cutRecords, MAX_RECORD_BYTES, openText } from './records.ts';
import { isBad } from './row.ts';

async function* inChunks(bytes: Uint8Array, size: number): AsyncGenerator<Uint8Array> {
  for (let start = 0; start < bytes.length; start += size) yield bytes.subarray(start, start + size);
}

async function cut(source: string | Uint8Array, size: number, delimiter?: string) {
  const bytes = typeof source === 'string' ? Buffer.from(source) : source;
  const { chunks } = await openText(inChunks(bytes, size));
  return collect(cutRecords(chunks, delimiter?.charCodeAt(0)));
}

const CSV =
  '\ufeffid,text\r\n1,"Two\r\nlines, ""quoted"""\r\n\r\n2,5" pipe – Nestlé\n3,"x"\n4,"a\n\nb",\n5,last';

describe('cutRecords', () => {
  it('finds the same CSV records as papaparse, however the bytes are cut', async () => {
    const expected = Papa.parse<string[]>(CSV.replace(/^\ufeff/, '').replaceAll('\r\n', '\n'), {
      delimiter: ',',
      newline: '\n',
      skipEmptyLines: true,
    }).data;
    for (const size of [1, 2, 3, 7, 1000]) {
      const records = await cut(CSV, size, ',');
      const cells = records.map((record) =>
        isBad(record)
          ? record.problem
          : Papa.parse<string[]>(record.raw.replaceAll('\r\n', '\n'), { delimiter: ',', newline: '\n' })
              .data[0],
      );
      expect(cells).toEqual(expected);
      expect(records.map((record) => record.line)).toEqual([1, 2, 5, 6, 7, 10]);
    }
  });

  it('numbers lines and counts bytes without quotes, and leaves empty lines out', async () => {
    const records = await cut('{"a":1}\n\n  \n"é"\r\nx', 2);
    expect(records).toEqual([
      { line: 1, end: 8, raw: '{"a":1}' },
      { line: 4, end: 18, raw: '"é"' },
      { line: 5, end: 19, raw: 'x' },
    ]);
  });

  it('names a record that is not UTF-8 or too long and goes on after it', async () => {
    const long = Buffer.alloc(MAX_RECORD_BYTES + 10, 'x');
    const bytes = Buffer.concat([Buffer.from([0xff, 10]), long, Buffer.from('\nfine\n')]);
    const records = await cut(bytes, 1 << 16);
    expect(records).toMatchObject([
      { line: 1, problem: 'is not UTF-8' },
      { line: 2, problem: 'is longer than 8 MiB' },
      { line: 3, raw: 'fine' },
    ]);
  });

  it('gives up a quote that is never closed instead of reading the file into memory', async () => {
    const rows = `t\n"open\n${'row\n'.repeat(MAX_RECORD_BYTES / 4 + 30_000)}later\nlast\n`;
    const records = await cut(rows, 1 << 16, ',');
    expect(records.filter(isBad)).toHaveLength(1);
    expect(records.at(-1)).toMatchObject({ raw: 'last' });
  });

  it('refuses UTF-16 with a reason', async () => {
    await expect(cut(Buffer.from('\ufeffabc\n', 'utf16le'), 100)).rejects.toThrow(/UTF-16/);
  });
});
