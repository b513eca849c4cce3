import Papa from 'papaparse';
import { describe, expect, it } from 'vitest';
import type { Head } from '../../packs/catalog.ts';
import type { ToneScore } from '../../tasks/sentiment.ts';
import { openCsv } from './csv.ts';
import { membersOf } from './json-members.ts';
import { openJsonl } from './jsonl.ts';
import { isBad, type Table } from './row.ts';

const HEAD: Head = {
  id: 'investor',
  title: 'Investor',
  description: 'A test',
  output: 'logits',
  labels: ['negative', 'positive'],
  temperature: 1,
};
const SCORE: ToneScore = {
  label: 'positive',
  probabilities: [0.25, 0.75],
  confidence: 0.75,
  tokens: 5,
  truncated: false,
};

async function* bytes(source: string): AsyncGenerator<Uint8Array> {
  yield Buffer.from(source);
}

async function answer(table: Table, score = SCORE): Promise<string[]> {
  const lines: string[] = [];
  for await (const row of table.rows) {
    lines.push(isBad(row) ? `${row.line} ${row.problem}` : table.render(row, HEAD, score));
  }
  return lines;
}

describe('JSON Lines', () => {
  const open = (source: string, column?: string) => openJsonl(bytes(source), column);

  it('adds the answer and keeps the other fields digit by digit', async () => {
    const [line = ''] = await answer(await open('{"id": 12345678901234567890, "text": "a", "x": 1.0 } \n'));
    expect(line).toBe(
      '{"id": 12345678901234567890, "text": "a", "x": 1.0,"label":"positive",' +
        '"probabilities":{"negative":0.25,"positive":0.75},"confidence":0.75}\n',
    );
    expect(JSON.parse(line)).toMatchObject({ text: 'a', label: 'positive' });
  });

  it('replaces fields of its own names and says where a text was cut', async () => {
    const source =
      '{"label":"old, \\"}","text":"a","n":[1,{"label":2}],"id":9007199254740993,"truncated":false}';
    const [line = ''] = await answer(await open(source), { ...SCORE, truncated: true });
    expect(line).toContain('9007199254740993');
    expect(line.match(/"label"/g)).toHaveLength(2);
    expect(JSON.parse(line)).toMatchObject({ label: 'positive', n: [1, { label: 2 }], truncated: true });
  });

  it('says what is wrong with a line', async () => {
    const source =
      '{"text":\n[1]\n{"body":"a"}\n{"text":7}\n{"text":" "}\nnull\n{"__proto__":{"text":"a"}}\n';
    expect((await answer(await open(source))).map((line) => line.replace(/\(.*\)/, '(…)'))).toEqual([
      '1 is not JSON (…)',
      '2 is not a JSON object',
      '3 has no field "text"',
      '4 has a field "text" that is not a text',
      '5 has an empty field "text"',
      '6 is not a JSON object',
      '7 has no field "text"',
    ]);
    expect(await answer(await open('{"body":"a"}', 'body'))).toHaveLength(1);
  });

  it('splits objects as JSON.parse does', () => {
    const source = ' { "a" : "x,}\\"" , "b\\u0041":[1,[2,{"c":3}]],"d" :null, "":"" } ';
    const members = membersOf(source);
    const rebuilt: unknown = JSON.parse(`{${members.map((member) => member.source).join(',')}}`);
    expect(rebuilt).toEqual(JSON.parse(source));
    expect(members.map((member) => member.key)).toEqual(['a', 'bA', 'd', '']);
    expect(membersOf('{}')).toEqual([]);
  });
});

describe('CSV', () => {
  const open = (source: string, options = {}) => openCsv(bytes(source), options);

  it('adds columns, keeps cells as they are written, and papaparse reads the result', async () => {
    const table = await open('\ufeffid,text\r\n007,"Up, ""strongly""\nagain"\n8,plain\n');
    const out = table.preamble(HEAD) + (await answer(table)).join('');
    expect(out).toContain('007,"Up, ""strongly""\nagain",positive,0.75,0.25,0.75,false\n');
    const parsed = Papa.parse<Record<string, string>>(out, { header: true, skipEmptyLines: true });
    expect(parsed.errors).toEqual([]);
    expect(parsed.data[0]).toEqual({
      id: '007',
      text: 'Up, "strongly"\nagain',
      label: 'positive',
      confidence: '0.75',
      probability_negative: '0.25',
      probability_positive: '0.75',
      truncated: 'false',
    });
  });

  it('finds the delimiter and the column, and replaces columns of its own names', async () => {
    const table = await open('label;"a,b";news\nold;1;"x;y"\n', { column: '3' });
    expect(table.preamble(HEAD)).toBe(
      'a,b;news;label;confidence;probability_negative;probability_positive;truncated\n',
    );
    expect(await answer(table)).toEqual(['1;"x;y";positive;0.75;0.25;0.75;false\n']);
    await expect(open('a,b\n', {})).rejects.toThrow(/no column "text".*--column: a, b/);
    await expect(open('', {})).rejects.toThrow(/header/);
  });

  it('says what is wrong with a record, by its first line', async () => {
    const table = await open('text,n\n"a\nb",1\nonly\n,2\n"a"b,3\n"open,4\n');
    expect((await answer(table)).slice(1)).toEqual([
      '4 has 1 cells, but the header has 2',
      '5 has an empty cell in the column "text"',
      '6 has quotes that do not match',
      '7 has quotes that do not match',
    ]);
  });
});
