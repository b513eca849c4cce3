import { describe, expect, it } from 'vitest';
import { NewerDocumentError, NotADocumentError } from './errors.ts';
import { toCsv, toJson } from './export.ts';
import type { ExportedSentence } from './exported.ts';
import { restoreDocument } from './restore.ts';

const scored = (text: string, start: number): ExportedSentence => ({
  start,
  end: start + text.length,
  kind: 'prose',
  text,
  label: 'positive',
  confidence: 0.75,
  probabilities: { negative: 0.05, neutral: 0.2, positive: 0.75 },
});

const TEXT = 'Sales rose. Costs fell. Sales rose.';
const sound = {
  app: '0.1.0',
  exported: '2026-11-27T11:00:00.000Z',
  title: 'Q3',
  text: TEXT,
  pack: { id: 'tone', version: '1.0.0', hash: 'ab' },
  backend: 'wasm',
  convention: 'investor',
  sentences: [scored('Sales rose.', 0), scored('Costs fell.', 12), scored('Sales rose.', 24)],
};

describe('toCsv', () => {
  it('writes a mark, a header, one column a label, and quotes what needs it', () => {
    const row: ExportedSentence = { ...scored('Sales, "again", rose.', 0) };
    const table: ExportedSentence = {
      ...row,
      text: '5\t4',
      kind: 'table',
      label: null,
      confidence: null,
      probabilities: null,
    };
    expect(toCsv([row, table], sound)).toBe(
      '\ufeffstart,end,kind,text,label,confidence,probability_negative,probability_neutral,probability_positive,pack,pack_version,pack_hash,convention\r\n' +
        '0,21,prose,"Sales, ""again"", rose.",positive,0.75,0.05,0.2,0.75,tone,1.0.0,ab,investor\r\n' +
        '0,21,table,5\t4,,,,,,,,,',
    );
  });

  it('has the columns of the labels where nothing has been scored', () => {
    const row = { ...scored('Sales rose.', 0), label: null, confidence: null, probabilities: null };
    const [head, line] = toCsv([row], { labels: ['negative', 'positive'] }).split('\r\n');
    expect(head).toContain(',confidence,probability_negative,probability_positive,pack,');
    expect(line).toBe('0,11,prose,Sales rose.,,,,,,,,');
  });

  it.each(['=HYPERLINK("x")', '+SUM(A1)', '-2+3+cmd|x', '@now', '\t=1', '-A1'])('defuses %j', (text) => {
    expect(toCsv([scored(text, 0)]).split('\r\n')[1]).toMatch(/^0,\d+,prose,"?'/);
  });

  it('keeps the offsets of the document where it guards a text', () => {
    expect(toCsv([scored('=A1', 5)]).split('\r\n')[1]).toMatch(/^5,8,prose,"'=A1",/);
  });

  it.each(['-5.2', '-1,234.5%', '+3', '-1e-7'])('leaves the number %j alone', (text) => {
    expect(toCsv([scored(text, 0)])).not.toContain("'");
  });
});

describe('restoreDocument', () => {
  const restore = (change: object) => restoreDocument({ ...JSON.parse(toJson(sound)), ...change });

  it('gives back what was saved', () => {
    expect(restore({})).toEqual({
      document: { type: 'undertone-document', version: 1, ...sound },
      problems: [],
    });
  });

  it('finds sentences whose offsets are wrong, in order', () => {
    const moved = sound.sentences.map((s) => ({ ...s, start: s.start + 3, end: s.end + 3 }));
    expect(restore({ sentences: moved }).document.sentences.map((s) => s.start)).toEqual([0, 12, 24]);
  });

  it('mends item by item and says so', () => {
    const [first, second] = sound.sentences;
    const { document, problems } = restore({
      title: 5,
      pack: { id: 'tone' },
      sentences: [first, null, { ...second, confidence: 7 }, { ...second, text: 'Not there.' }, 'x'],
    });
    expect(document).toMatchObject({ title: 'Untitled', pack: null });
    expect(document.sentences).toEqual([
      first,
      { ...second, label: null, confidence: null, probabilities: null },
    ]);
    expect(problems).toHaveLength(3);
    expect(restore({ sentences: undefined }).problems).toEqual(['The sentences are missing.']);
  });

  it.each([
    null,
    5,
    'x',
    [],
    {},
    { type: 'other', version: 1, text: '' },
    { type: 'undertone-document', version: 1 },
  ])('refuses %j', (data) => {
    expect(() => restoreDocument(data)).toThrow(NotADocumentError);
  });

  it('refuses a later format', () => {
    expect(() => restore({ version: 2 })).toThrow(NewerDocumentError);
  });
});
