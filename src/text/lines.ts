import type { Span } from './types.ts';

/** A line without its break and outer white space, and how it looks. */
export interface Line extends Span {
  /** White space before the first character, in UTF-16 units. */
  readonly indent: number;
}

/** Lines that follow each other without a blank one between them; `next` is where the scan goes on. */
export interface Block {
  readonly lines: readonly Line[];
  readonly next: number;
}

/** A block is cut here however long it is, so that memory and waiting times stay bounded. */
const MAX_BLOCK_LINES = 2_000;
/** Units of text after which even blank lines hand control back. */
const MAX_BLOCK_SPAN = 262_144;

/** Longer lines are not searched for bullets in a row. */
const MAX_BULLETED_LINE = 16_384;

const BREAK = /\r\n|[\n\r\v\f\u0085\u2028\u2029]/g;
const INLINE_BULLET = /\s(?=[•●▪◦‣]\s)/g;

/** Blocks of a text in order, linear in its length. A form feed separates blocks as a blank line does. */
export function* blocksOf(text: string): Generator<Block> {
  const breaks = new RegExp(BREAK);
  let lines: Line[] = [];
  let position = 0;
  let begun = 0;
  while (position < text.length) {
    breaks.lastIndex = position;
    const found = breaks.exec(text);
    const end = found?.index ?? text.length;
    const before = lines.length;
    addLine(lines, text, position, end);
    position = found === null ? text.length : breaks.lastIndex;
    const closes = lines.length === before || found?.[0] === '\f' || lines.length >= MAX_BLOCK_LINES;
    if ((closes && lines.length > 0) || position - begun > MAX_BLOCK_SPAN) {
      yield { lines, next: position };
      lines = [];
      begun = position;
    }
  }
  if (lines.length > 0) yield { lines, next: position };
}

/** Adds the line between two breaks; several where bullets stand in a row on it ("• one • two"). */
function addLine(lines: Line[], text: string, from: number, to: number): void {
  const start = trimmedStart(text, from, to);
  if (start === to) return;
  let begin = start;
  let indent = start - from;
  const add = (until: number) => {
    const end = trimmedEnd(text, begin, until);
    if (end > begin) lines.push({ start: begin, end, indent });
  };
  const whole = text.slice(start, to);
  if (whole.length <= MAX_BULLETED_LINE && /[•●▪◦‣]/.test(whole)) {
    for (const { index } of whole.matchAll(INLINE_BULLET)) {
      add(start + index);
      begin = trimmedStart(text, start + index, to);
      indent = 0;
    }
  }
  add(to);
}

function trimmedStart(text: string, from: number, to: number): number {
  let i = from;
  while (i < to && /\s/.test(text.charAt(i))) i++;
  return i;
}

function trimmedEnd(text: string, from: number, to: number): number {
  let i = to;
  while (i > from && /\s/.test(text.charAt(i - 1))) i--;
  return i;
}
