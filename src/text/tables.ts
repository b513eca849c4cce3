const NUMERIC_CELL =
  /^(?:[([]?[-–+]?\s?(?:[$€£¥]|[A-Z]{2,3}\$?)?\s?[-–(]?\s?\d(?:[\d.,'\u00a0 ]*\d)?\s?(?:[%x×]|bp|bps|pp|pt|pts)?\)?\s?%?\]?\)?[*†]?|[-–—]+%?|[$€£¥%)]+|n\/?[am]|nm|-)$/i;
const GAP = / {2,}|\t+|\s*\|\s*/;
const SENTENCE_END = /[.!?]["”’)]*$/;
const WORDS = /\p{L}{2,}/u;
const CONTENT = /[\p{L}\p{N}\p{Extended_Pictographic}]/u;

/** Rows longer than this are read as text: tables of numbers have short rows. */
const MAX_ROW = 2_000;

export interface RowLook {
  readonly table: boolean;
  /** Cells that tabs, pipes or wide gaps set apart; 1 for running text. */
  readonly cells: number;
}

/** Does a line look like a row of a table of numbers (or a rule of dashes), by itself? */
export function rowLook(line: string): RowLook {
  if (line.length > MAX_ROW) return { table: false, cells: 1 };
  if (!CONTENT.test(line)) return { table: true, cells: 1 };
  const cells = line.split(GAP).filter((cell) => cell !== '');
  if (cells.length === 1) return { table: isNumbersOnly(line) || endsInFigures(line), cells: 1 };
  const numeric = cells.filter((cell) => NUMERIC_CELL.test(cell.trim())).length;
  const ruled = line.includes('\t') || line.includes('|');
  const short = cells.every((cell) => cell.length <= 40 && !SENTENCE_END.test(cell));
  const longest = Math.max(...cells.map((cell) => cell.length));
  const dominated = numeric * 2 >= cells.length && (longest <= 200 || numeric > 1) && !isSentence(cells);
  return { table: dominated || (ruled && short), cells: cells.length };
}

/** In the midst of rows, a short line without a full stop is one of them: a caption or a header. */
export function fitsTable(line: string): boolean {
  return line.length <= 160 && !SENTENCE_END.test(line);
}

function isSentence(cells: readonly string[]): boolean {
  return cells.some((cell) => cell.length > 60 && SENTENCE_END.test(cell));
}

function isNumbersOnly(line: string): boolean {
  return !WORDS.test(line) && /\d/.test(line) && line.split(/\s+/).every((word) => NUMERIC_CELL.test(word));
}

/** "Net sales $ 293,618 $ 303,459": a short label and at least two figures at the end, one space apart. */
function endsInFigures(line: string): boolean {
  if (line.length > 200) return false;
  const words = line.split(/\s+/);
  let figures = 0;
  let first = words.length;
  while (first > 0 && NUMERIC_CELL.test(words[first - 1] ?? '')) {
    first--;
    if (/\d/.test(words[first] ?? '')) figures++;
  }
  return figures >= 2 && first <= 12;
}
