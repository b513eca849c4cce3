import { endAfter, endsSentence, missedEnds, terminatorBefore } from './boundaries.ts';
import type { Span } from './types.ts';

/** Longest stretch given to Intl.Segmenter at once, in UTF-16 units: keeps a text without breaks linear. */
export const MAX_PIECE = 8_192;

const segmenter = new Intl.Segmenter('en', { granularity: 'sentence' });
/** Characters that Unicode (UAX #29) takes for the end of a paragraph; our paragraphs are found before. */
const SEPARATORS = /[\n\r\v\f\u0085\u2028\u2029]/g;
/** Latin text without a stop before its end is one sentence: most headings, rows and list items. */
const SINGLE = /^[\n\r\t -\-/->@-~\u00a0-\u024f\u2013\u2014\u2018-\u201d\u20ac]*[.!?]?\s*$/;
const CONTENT = /[\p{L}\p{N}\p{Extended_Pictographic}]/u;

/** A stretch of running text without its outer white space, and the sentences in it. */
export interface Piece extends Span {
  readonly sentences: readonly Span[];
}

/**
 * Sentences of one paragraph, `text.slice(start, end)`, in pieces of at most `MAX_PIECE`. A piece ends
 * with a whole sentence unless a single one is longer than the limit; then it is cut at white space.
 */
export function* sentencePieces(text: string, start: number, end: number): Generator<Piece> {
  let from = skipForward(text, start, end);
  while (from < end) {
    const limit = cutNear(text, from, end);
    const spans = sentencesIn(text.slice(from, limit), from);
    const last = spans.at(-1);
    if (limit < end && spans.length > 1 && last !== undefined) {
      spans.pop();
      yield { start: from, end: spans.at(-1)?.end ?? last.start, sentences: spans };
      from = last.start;
    } else {
      if (last !== undefined) yield { start: from, end: last.end, sentences: spans };
      from = skipForward(text, limit, end);
    }
  }
}

/** Where to cut a piece that begins at `from`: the paragraph's end, else the last white space before the limit. */
function cutNear(text: string, from: number, end: number): number {
  const limit = from + MAX_PIECE;
  if (limit >= end) return end;
  for (let i = limit; i > from + MAX_PIECE / 2; i--) if (/\s/.test(text.charAt(i))) return i;
  const high = text.charCodeAt(limit - 1);
  return high >= 0xd800 && high <= 0xdbff ? limit - 1 : limit;
}

function sentencesIn(slice: string, offset: number): Span[] {
  if (SINGLE.test(slice)) return [{ start: offset, end: offset + skipBackward(slice, 0, slice.length) }];
  const flat = slice.replace(SEPARATORS, ' ');
  const spans: Span[] = [];
  let start = 0;
  for (const end of sentenceEnds(flat)) {
    const from = skipForward(flat, start, end);
    const to = skipBackward(flat, from, end);
    if (to > from) append(spans, flat, offset, from, to);
    start = end;
  }
  return spans;
}

/** Adds a span; one without a letter, digit or pictograph joins its neighbour. */
function append(spans: Span[], flat: string, offset: number, from: number, to: number): void {
  const previous = spans.at(-1);
  const joins =
    previous !== undefined &&
    (!CONTENT.test(flat.slice(from, to)) ||
      (spans.length === 1 && !CONTENT.test(flat.slice(previous.start - offset, previous.end - offset))));
  if (joins && previous !== undefined) spans[spans.length - 1] = { start: previous.start, end: to + offset };
  else spans.push({ start: from + offset, end: to + offset });
}

/** Ends of sentences in a text without line breaks, in order; the last is the text's length. */
function sentenceEnds(flat: string): number[] {
  const ends: number[] = [];
  let start = 0;
  const take = (end: number) => {
    ends.push(end);
    start = skipForward(flat, end, flat.length);
  };
  for (const { stop, end } of candidates(flat)) {
    if (end > start && (stop < 0 || endsSentence(flat, start, stop, end))) take(end);
  }
  if (start < flat.length) take(flat.length);
  return ends;
}

/** Possible ends in order: Intl.Segmenter's, and those that it leaves out; `stop` is -1 in other scripts. */
function candidates(flat: string): { stop: number; end: number }[] {
  const found = missedEnds(flat);
  let floor = 0;
  for (const { index } of segmenter.segment(flat)) {
    if (index === 0) continue;
    const stop = terminatorBefore(flat, index, floor - 1);
    found.push(stop < 0 ? { stop, end: index } : { stop, end: endAfter(flat, stop) });
    floor = index;
  }
  return found.sort((a, b) => a.end - b.end);
}

function skipForward(text: string, start: number, end: number): number {
  let i = start;
  while (i < end && /\s/.test(text.charAt(i))) i++;
  return i;
}

function skipBackward(text: string, start: number, end: number): number {
  let i = end;
  while (i > start && /\s/.test(text.charAt(i - 1))) i--;
  return i;
}
