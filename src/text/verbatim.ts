import type { Line } from './lines.ts';
import type { Span } from './types.ts';

const FENCE = /^(?:(`{3,})[^`]*|(~{3,})[ \t]*\w[^~]*)$/;
const CLOSING = /^(?:`{3,}|~{3,})$/;
const EDGE = /^-{3}$/;
const FRONT_MATTER_END = /^(?:-{3}|\.{3})$/;
const FRONT_MATTER_LINE = /^(?:[\w-]+\s*:(?:\s|$)|#|-\s|[[\]{}"'])/;
/** Front matter is short; a rule of dashes far below belongs to something else. */
const MAX_FRONT_MATTER_LINES = 100;

/**
 * Finds what Markdown keeps apart from the text: front matter and fenced code (CommonMark 0.31, section 4.5), both with
 * the lines that enclose them. Only what is closed counts, because a stray fence in other texts must not hide the rest.
 * Lines are given in order, in one pass.
 */
export class VerbatimFinder {
  readonly #found: Span[] = [];
  #lines = 0;
  #fence: { readonly start: number; readonly sign: string } | undefined;
  #front: { readonly start: number; keys: number } | undefined;

  /** @param string the line's beginning; longer lines open and close nothing */
  add(line: Line, string: string): void {
    this.#lines++;
    if (this.#lines === 1 && EDGE.test(string)) this.#front = { start: line.start, keys: 0 };
    else if (this.#front !== undefined) this.#inFront(this.#front, line, string);
    else this.#inText(line, string);
  }

  /** In order and apart. */
  get found(): readonly Span[] {
    return this.#found;
  }

  #inFront(front: { readonly start: number; keys: number }, line: Line, string: string): void {
    if (FRONT_MATTER_END.test(string)) {
      if (front.keys > 0) this.#found.push({ start: front.start, end: line.end });
      this.#front = undefined;
    } else if (this.#lines > MAX_FRONT_MATTER_LINES || !(line.indent > 0 || FRONT_MATTER_LINE.test(string))) {
      this.#front = undefined;
      this.#inText(line, string);
    } else front.keys++;
  }

  #inText(line: Line, string: string): void {
    if (this.#fence === undefined) {
      const match = FENCE.exec(string);
      const sign = match?.[1] ?? match?.[2];
      if (sign !== undefined) this.#fence = { start: line.start, sign };
    } else if (CLOSING.test(string) && string.startsWith(this.#fence.sign)) {
      this.#found.push({ start: this.#fence.start, end: line.end });
      this.#fence = undefined;
    }
  }
}

/** Lines that follow each other and are all inside, or all outside, of what is verbatim. */
export interface Run {
  readonly verbatim: boolean;
  readonly lines: readonly Line[];
}

/** Splits blocks of lines, given in order, at the bounds of what a `VerbatimFinder` found. */
export function runSplitter(found: readonly Span[]): (lines: readonly Line[]) => readonly Run[] {
  let at = 0;
  const isInside = (line: Line): boolean => {
    while ((found[at]?.end ?? Number.POSITIVE_INFINITY) <= line.start) at++;
    return (found[at]?.start ?? Number.POSITIVE_INFINITY) <= line.start;
  };
  return (lines) => {
    const runs: { verbatim: boolean; lines: Line[] }[] = [];
    for (const line of lines) {
      const verbatim = isInside(line);
      const run = runs.at(-1);
      if (run?.verbatim === verbatim) run.lines.push(line);
      else runs.push({ verbatim, lines: [line] });
    }
    return runs;
  };
}
