import { type Marker, markerOf } from './bullets.ts';
import { looksLikeHeading, standsAlone } from './headings.ts';
import type { Line } from './lines.ts';
import { speakerLabel } from './speakers.ts';
import { isRule } from './syntax.ts';
import { fitsTable, type RowLook, rowLook } from './tables.ts';
import type { SentenceKind, Span } from './types.ts';
import { deliberateBreaks } from './wrapping.ts';

/** A paragraph to be cut into sentences, or (rows, labels) taken as it is. */
export interface Unit extends Span {
  readonly kind: SentenceKind;
  /** Length of a bullet or heading marker, which belongs to the paragraph but to no sentence. */
  readonly marker: number;
  /** Length of a speaker's label before what is said. */
  readonly label: number;
  /** True where the line above is a row of the same table. */
  readonly continuesTable: boolean;
}

interface LineLook {
  readonly line: Line;
  readonly string: string;
  readonly row: RowLook;
  readonly marker: Marker | null;
  readonly label: number;
}

interface BlockLook {
  readonly looks: readonly LineLook[];
  /** Parallel to `looks`: was the break after this line made on purpose? */
  readonly deliberate: readonly boolean[];
}

const MAX_HEADING_LINES = 4;
const STOPPED = /[.!?:;…]["”’)\]]*$/;
/** Beginning of a line that the rules look at; longer lines are running text anyway. */
const LOOK = 2_048;

/** Cuts a block of lines into paragraphs of one kind each. */
export function unitsOf(text: string, lines: readonly Line[], known: ReadonlyMap<string, number>): Unit[] {
  const block: BlockLook = { looks: lookAt(text, lines, known), deliberate: deliberateBreaks(text, lines) };
  const rows = block.looks.filter((look) => look.row.table).length;
  const inTable = lines.length > 2 && rows >= lines.length * 0.4;
  const units: Unit[] = [];
  for (let i = 0; i < block.looks.length; ) {
    const look = block.looks[i];
    if (look === undefined) break;
    if (isRow(block, i, inTable)) {
      const continuesTable = units.at(-1)?.kind === 'table';
      units.push({ kind: 'table', ...span(look.line), marker: 0, label: 0, continuesTable });
      i++;
      continue;
    }
    const kind = kindOf(block, i, units.at(-1));
    let last = i;
    while (continues(block, last, kind, inTable)) last++;
    const end = block.looks[last]?.line.end ?? look.line.end;
    for (const cell of cellsOf(text, look.line, look)) {
      const first = cell.start === look.line.start;
      units.push({
        kind,
        start: cell.start,
        end: cell.end === look.line.end ? end : cell.end,
        marker: first ? (look.marker?.length ?? 0) : 0,
        label: first ? look.label : 0,
        continuesTable: false,
      });
    }
    i = last + 1;
  }
  return units;
}

/** Lines that are taken as they are, each a row. */
export function rowsOf(lines: readonly Line[]): Unit[] {
  return lines.map((line, i) => ({
    kind: 'table',
    ...span(line),
    marker: 0,
    label: 0,
    continuesTable: i > 0,
  }));
}

const span = (line: Line): Span => ({ start: line.start, end: line.end });

function isRow({ looks }: BlockLook, i: number, inTable: boolean): boolean {
  const look = looks[i];
  if (look === undefined || look.marker !== null) return false;
  // A rule stays a rule, whatever the lines around it are.
  if (isRule(look.string)) return true;
  if (!look.row.table) return inTable && fitsTable(look.string);
  // Figures at the end or beginning of a wrapped line are no row.
  return look.row.cells > 1 || !(breaksOff(looks[i - 1]) || startsLower(looks[i + 1]));
}

/** Does line i + 1 go on with the paragraph that line i belongs to? */
function continues(block: BlockLook, i: number, kind: SentenceKind, inTable: boolean): boolean {
  const next = block.looks[i + 1];
  if (kind === 'speaker' || next === undefined || next.marker !== null || next.label > 0) return false;
  if (block.deliberate[i] === true || isRow(block, i + 1, inTable)) return false;
  return kind === 'heading' || headingEnd(block, i + 1) < 0 || breaksOff(block.looks[i]);
}

function lookAt(text: string, lines: readonly Line[], known: ReadonlyMap<string, number>): LineLook[] {
  let before = '';
  return lines.map((line) => {
    const string = text.slice(line.start, Math.min(line.end, line.start + LOOK));
    const midSentence = before.length > 40 && !STOPPED.test(before) && !looksLikeHeading(before);
    const marker = markerOf(string, midSentence);
    const label = marker === null ? speakerLabel(string, known) : 0;
    before = text.slice(Math.max(line.start, line.end - LOOK), line.end);
    const row = line.end - line.start > LOOK ? { table: false, cells: 1 } : rowLook(string);
    return { line, string, marker, label, row };
  });
}

function kindOf(block: BlockLook, i: number, before: Unit | undefined): SentenceKind {
  const { looks } = block;
  const look = looks[i];
  if (look === undefined) return 'prose';
  const length = look.line.end - look.line.start;
  if (look.label > 0) return look.label >= length ? 'speaker' : 'prose';
  if (look.marker !== null && look.marker.kind !== 'quoted') {
    if (look.marker.kind === 'heading') return 'heading';
    // "1. Business" heads a part; "1. We opened 12 stores" is an item.
    const numbered = /^[\d.]+\s/.test(look.string);
    const rest = look.string.slice(look.marker.length);
    const heads = looks.length === 1 && (looksLikeHeading(rest) || standsAlone(rest));
    return numbered && heads ? 'heading' : 'bullet';
  }
  if (looks.length === 1 && standsAlone(look.string)) return 'heading';
  if (headingEnd(block, i) >= 0) return 'heading';
  return i > 0 && before?.kind === 'bullet' && look.line.indent > 0 ? 'bullet' : 'prose';
}

/** Last line of a heading that begins with line i (a long one is wrapped), or -1 where none does. */
function headingEnd({ looks, deliberate }: BlockLook, i: number): number {
  for (let j = i; j < i + MAX_HEADING_LINES; j++) {
    const look = looks[j];
    if (look === undefined || look.marker !== null || look.label > 0 || look.row.table) return -1;
    if (!looksLikeHeading(look.string)) return -1;
    const next = looks[j + 1];
    const ends = next === undefined || deliberate[j] === true || next.marker !== null || next.label > 0;
    if (ends || next.row.table) return j;
  }
  return -1;
}

/** Does a line stop in the middle of a sentence? Short lines, headings, rows and labels do not. */
function breaksOff(look: LineLook | undefined): boolean {
  if (look === undefined || look.row.table || look.string.length <= 40) return false;
  return look.label < look.string.length && !STOPPED.test(look.string);
}

function startsLower(look: LineLook | undefined): boolean {
  return look !== undefined && /^\p{Ll}/u.test(look.string);
}

/** Cells of a line that is no row of numbers are paragraphs of their own ("Term<tab>A definition in full."). */
function cellsOf(text: string, line: Line, look: LineLook): Span[] {
  const begin = line.start + (look.marker?.length ?? 0) + look.label;
  const firstTab = text.slice(begin, line.end).trimStart().indexOf('\t');
  if (firstTab < 0 || line.end - line.start > LOOK) return [{ start: line.start, end: line.end }];
  const spans: Span[] = [];
  let start = line.start;
  const add = (from: number, to: number) => {
    const cell = text.slice(from, to);
    const lead = cell.length - cell.trimStart().length;
    if (cell.trim() !== '') spans.push({ start: from + lead, end: from + lead + cell.trim().length });
  };
  for (
    let tab = text.indexOf('\t', begin + 1);
    tab >= 0 && tab < line.end;
    tab = text.indexOf('\t', tab + 1)
  ) {
    add(start, tab);
    start = tab + 1;
  }
  add(start, line.end);
  return spans;
}
