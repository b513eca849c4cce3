import Papa from 'papaparse';

export interface CsvText {
  /** One row a paragraph. */
  readonly text: string;
  /** Header of the column that was read, or its number ("2") where there is no header. */
  readonly column: string;
  /** Rows with text. */
  readonly rows: number;
  /** Rows whose cell was empty. */
  readonly skipped: number;
}

const TEXT_COLUMN =
  /^(?:sentences?|texts?|headlines?|news|content|body|message|comment|tweet|post|paragraph|statement|title|summary|description|utterance|remark)s?$/i;
const LIKELY = ['sentence', 'text', 'headline'];
/** Rows that decide which column holds the text. */
const SAMPLE_ROWS = 200;

/** Reads the text column of a CSV or TSV file: the one named like a text, else the one with the longest cells. */
export function csvToText(source: string): CsvText {
  const parsed = Papa.parse<string[]>(source.replace(/^\ufeff/, ''), { skipEmptyLines: 'greedy' });
  const rows = parsed.data;
  const header = rows[0] ?? [];
  const named = namedColumn(header);
  const column = named ?? longestColumn(rows);
  const titled = named !== null || isHeader(rows, column);
  const cells = rows.slice(titled ? 1 : 0).map((row) => (row[column] ?? '').replace(/\s+/g, ' ').trim());
  const filled = cells.filter((cell) => cell !== '');
  return {
    text: filled.join('\n\n'),
    column: titled && (header[column] ?? '').trim() !== '' ? (header[column] ?? '').trim() : `${column + 1}`,
    rows: filled.length,
    skipped: cells.length - filled.length,
  };
}

function namedColumn(header: readonly string[]): number | null {
  const names = header.map((cell) => cell.trim().toLowerCase());
  for (const name of LIKELY) if (names.includes(name)) return names.indexOf(name);
  const found = names.findIndex((name) => TEXT_COLUMN.test(name));
  return found < 0 ? null : found;
}

function longestColumn(rows: readonly (readonly string[])[]): number {
  const sample = rows.slice(0, SAMPLE_ROWS);
  const width = sample.reduce((widest, row) => Math.max(widest, row.length), 1);
  let best = 0;
  let most = -1;
  for (let column = 0; column < width; column++) {
    const length = sample.reduce((sum, row) => sum + letters(row[column]), 0);
    if (length > most) [best, most] = [column, length];
  }
  return best;
}

function letters(cell: string | undefined): number {
  return cell === undefined || !/\p{L}/u.test(cell) ? 0 : cell.length;
}

/** A first row that is much shorter than the rest, in a few words without a stop, names the columns. */
function isHeader(rows: readonly (readonly string[])[], column: number): boolean {
  const cell = rows[0]?.[column] ?? '';
  const others = rows.slice(1, SAMPLE_ROWS).map((row) => (row[column] ?? '').length);
  const mean = others.reduce((sum, length) => sum + length, 0) / Math.max(1, others.length);
  return others.length > 0 && cell.length < mean / 2 && cell.length <= 40 && !/[.!?]$/.test(cell.trim());
}
