import Papa from 'papaparse';
import type { Head } from '../../packs/catalog.ts';
import type { ToneScore } from '../../tasks/sentiment.ts';
import { InputError, UsageError } from '../errors.ts';
import { cutRecords, openText, type RawRecord } from './records.ts';
import { type BadRow, isBad, type Row, rounded, type Table } from './row.ts';

export interface CsvOptions {
  /** Name of the column that holds the text, or its number from 1. */
  readonly column?: string;
  /** Sign between cells; guessed from the header where it is not given. */
  readonly delimiter?: string;
}

/**
 * CSV with a header (RFC 4180: quotes, line ends in quotes). Rows pass through as they are written; our columns are
 * added on the right: `label`, `confidence`, one `probability_…` a label, `truncated`.
 *
 * @throws InputError where there is no header; UsageError where the column is not in it.
 */
export async function openCsv(chunks: AsyncIterable<Uint8Array>, options: CsvOptions): Promise<Table> {
  const text = await openText(chunks);
  const delimiter = options.delimiter ?? guessDelimiter(new TextDecoder().decode(text.head));
  const records = cutRecords(text.chunks, delimiter.charCodeAt(0));
  const first = await records.next();
  if (first.done === true) throw new InputError('The input is empty: a CSV file begins with a header.');
  const top = first.value;
  if (isBad(top)) throw new InputError(`The header ${top.problem}.`);
  const header = cellsOf(top, delimiter);
  if (header === null) throw new InputError('The header has a quote that is not closed.');
  const names = header.map((cell) => cell.trim());
  const column = columnOf(names, options.column ?? 'text');

  return {
    rows: rowsOf(records, names, column, delimiter),
    preamble: (head) => `${extend(top.raw, header, names, head, columnsOf(head), delimiter)}\n`,
    render(row, head, score) {
      const cells = cellsOf(row, delimiter) ?? [];
      return `${extend(row.raw, cells, names, head, answerOf(head, score), delimiter)}\n`;
    },
  };
}

const COLUMNS = new Set(['label', 'confidence', 'truncated']);

function columnsOf(head: Head): string[] {
  return ['label', 'confidence', ...head.labels.map((label) => `probability_${label}`), 'truncated'];
}

function answerOf(head: Head, score: ToneScore): string[] {
  return [
    score.label,
    String(rounded(score.confidence)),
    ...head.labels.map((_, i) => String(rounded(score.probabilities[i] ?? 0))),
    String(score.truncated),
  ];
}

/** A record with cells added on the right, after those of our own names are taken out. */
function extend(
  raw: string,
  cells: readonly string[],
  names: readonly string[],
  head: Head,
  added: readonly string[],
  delimiter: string,
): string {
  const ours = (name: string): boolean =>
    COLUMNS.has(name) || head.labels.some((label) => name === `probability_${label}`);
  if (!names.some(ours)) return [raw, ...added].join(delimiter);
  const kept = cells.filter((_, i) => !ours(names[i] ?? ''));
  return Papa.unparse([[...kept, ...added]], { delimiter });
}

async function* rowsOf(
  records: AsyncIterable<RawRecord | BadRow>,
  names: readonly string[],
  column: number,
  delimiter: string,
): AsyncGenerator<Row | BadRow> {
  for await (const record of records) {
    yield isBad(record) ? record : rowOf(record, names, column, delimiter);
  }
}

function rowOf(record: RawRecord, names: readonly string[], column: number, delimiter: string): Row | BadRow {
  const bad = (problem: string): BadRow => ({ line: record.line, end: record.end, problem });
  const cells = cellsOf(record, delimiter);
  if (cells === null) return bad('has quotes that do not match');
  if (cells.length !== names.length) {
    return bad(`has ${cells.length} cells, but the header has ${names.length}`);
  }
  const text = cells[column] ?? '';
  if (text.trim() === '') return bad(`has an empty cell in the column "${names[column]}"`);
  return { ...record, text, field: (name) => cells[names.indexOf(name)] };
}

/** The cells of one record, or null where its quotes do not match. */
function cellsOf(record: RawRecord, delimiter: string): string[] | null {
  const { data, errors } = Papa.parse<string[]>(record.raw, { delimiter, newline: '\n' });
  return errors.length > 0 || data.length !== 1 ? null : (data[0] ?? null);
}

function columnOf(names: readonly string[], wanted: string): number {
  const named = names.indexOf(wanted);
  if (named >= 0) return named;
  const number = /^\d+$/.test(wanted) ? Number(wanted) - 1 : -1;
  if (number >= 0 && number < names.length) return number;
  throw new UsageError(
    `There is no column "${wanted}"; name the one that holds the text with --column: ${names.join(', ')}.`,
  );
}

/** The sign of these that the header has most often outside quotes. */
function guessDelimiter(head: string): string {
  const line = (head.split('\n', 1)[0] ?? '').replace(/"[^"]*"/g, '');
  const count = (sign: string): number => line.split(sign).length;
  return [',', '\t', ';', '|'].reduce((best, sign) => (count(sign) > count(best) ? sign : best));
}
