import { describe, expect, it } from 'vitest';
import { segment } from '../text/segment.ts';
import { csvToText } from './csv.ts';
import { EmptyFileError, FileTooLargeError, MAX_FILE_BYTES } from './errors.ts';
import { importFile } from './import.ts';

const bytes = (text: string) => new TextEncoder().encode(text);
const open = (name: string, text: string) => importFile(name, bytes(text));

describe('csvToText', () => {
  it('takes the column named like a text, with commas, quotes and breaks in it', () => {
    const csv = ',speaker,sentence\n0,ROE,"We grew, ""again"".\nReally."\n1,ROE,\n2,LEE,Fine.\n';
    expect(csvToText(csv)).toEqual({
      text: 'We grew, "again". Really.\n\nFine.',
      column: 'sentence',
      rows: 2,
      skipped: 1,
    });
  });

  it.each([';', '\t', '|'])('finds the delimiter %j', (sign) => {
    const csv = [
      ['id', 'headline', 'day'],
      ['1', 'Halden lifts its guidance', 'Monday'],
      ['2', 'Orlo cuts jobs, again', 'Tuesday'],
    ]
      .map((row) => row.join(sign))
      .join('\n');
    expect(csvToText(csv)).toMatchObject({
      text: 'Halden lifts its guidance\n\nOrlo cuts jobs, again',
      column: 'headline',
    });
  });

  it('takes the longest column where none is named, with or without a header', () => {
    const rows =
      'neutral,The company reported sales of 5 million.\npositive,It raised its dividend for the year.';
    expect(csvToText(rows)).toMatchObject({ rows: 2, column: '2' });
    expect(csvToText(`tone,what was said\n${rows}`)).toMatchObject({ rows: 2, column: 'what was said' });
  });
});

describe('importFile', () => {
  it('chooses by extension, and by content where that says nothing', async () => {
    expect((await open('a.md', '# Q3 results #\n\nSales rose.')).title).toBe('Q3 results');
    expect(await open('a.TSV', 'text\tn\nSales rose.\t1')).toMatchObject({
      format: 'csv',
      text: 'Sales rose.',
    });
    const page = '<!DOCTYPE html><title>Halden rises</title><p>Sales rose.</p>';
    for (const name of ['a.html', 'a', 'a.txt', 'a.dat']) {
      expect(await open(name, page)).toMatchObject({
        format: 'html',
        title: 'Halden rises',
        text: 'Sales rose.',
      });
    }
    expect(await open('notes', 'a < b <p> c')).toMatchObject({ format: 'text', text: 'a < b <p> c' });
  });

  it('falls back to the heading, then to the file name, for a title', async () => {
    expect((await open('a.html', '<title>Document</title><h2>Halden <i>falls</i></h2>')).title).toBe(
      'Halden falls',
    );
    expect((await open('reports/q3 2024.txt', 'Sales rose.')).title).toBe('q3 2024');
  });

  it('makes every line break a newline, and otherwise keeps text as typed', async () => {
    expect(await open('a.txt', 'One\r\n  two\rthree\n')).toEqual({
      title: 'a',
      text: 'One\n  two\nthree\n',
      encoding: 'utf-8',
      format: 'text',
      note: null,
      saved: null,
    });
  });

  it('says what it read and what it could not', async () => {
    expect((await open('a.csv', 'text,n\nSales rose.,1\n,2')).note).toBe(
      '1 row of column “text”. 1 row without text was left out.',
    );
    const damaged = new Uint8Array([...bytes('é'.repeat(60)), 0xff]);
    expect((await importFile('a.txt', damaged)).note).toMatch(/^1 byte made no sense as utf-8/);
  });

  it('refuses what holds no text or too much, by name', async () => {
    await expect(open('a.txt', ' \n\t')).rejects.toBeInstanceOf(EmptyFileError);
    await expect(open('a.html', '<script>1</script>')).rejects.toBeInstanceOf(EmptyFileError);
    const large = importFile('a.txt', new Uint8Array(MAX_FILE_BYTES + 1));
    await expect(large).rejects.toBeInstanceOf(FileTooLargeError);
  });

  it('gives Markdown whose marks do not disturb the sentences', async () => {
    const { text } = await open(
      'a.md',
      '## Outlook\n\n- **Sales** will rise.\n- _Costs_ too.\n\n> Quoted. Twice.',
    );
    expect(segment(text).sentences.map((s) => [s.kind, text.slice(s.start, s.end)])).toEqual([
      ['heading', 'Outlook'],
      ['bullet', '**Sales** will rise.'],
      ['bullet', '_Costs_ too.'],
      ['prose', 'Quoted.'],
      ['prose', 'Twice.'],
    ]);
  });
});
