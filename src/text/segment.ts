import { CancelledError } from '../errors.ts';
import { blocksOf } from './lines.ts';
import { sentencePieces } from './sentences.ts';
import { labelCandidate } from './speakers.ts';
import { isSyntax } from './syntax.ts';
import type { Segmentation, Sentence, SentenceKind, Span } from './types.ts';
import { rowsOf, type Unit, unitsOf } from './units.ts';
import { runSplitter, VerbatimFinder } from './verbatim.ts';

/** Raised whenever a rule changes what is cut where. */
export const SEGMENTATION_VERSION = 2;

/** Progress in UTF-16 units of the text. */
export interface SegmentProgress {
  readonly done: number;
  readonly total: number;
}

export interface SegmentOptions {
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: SegmentProgress) => void;
}

/** Rows of one table that share a paragraph: bounds what a page must draw at once. */
const MAX_TABLE_ROWS = 40;
/** A sentence's stop, as opposed to that of a number or an initial. */
const STOPPED = /\p{Ll}{2}[.!?]+["”’)\]]*$/u;
/** Longest time between two chances for messages and cancellation. */
const SLICE_MS = 12;

/**
 * Cuts a text into paragraphs and sentences with exact UTF-16 offsets; never throws, linear in the length.
 *
 * Sentences come from Intl.Segmenter (UAX #29) corrected by rules for financial English; lines that are
 * bullets, headings, rows of numbers or speakers' names are paragraphs of their own.
 */
export function segment(text: string): Segmentation {
  const steps = segmentationSteps(text);
  for (;;) {
    const step = steps.next();
    if (step.done === true) return step.value;
  }
}

/**
 * The same as `segment`, handing control back to the event loop every few milliseconds.
 *
 * @throws CancelledError when the signal fires.
 */
export async function segmentInSteps(text: string, options: SegmentOptions = {}): Promise<Segmentation> {
  const steps = segmentationSteps(text);
  let paused = performance.now();
  for (;;) {
    if (options.signal?.aborted === true) throw new CancelledError('Finding the sentences');
    const step = steps.next();
    if (step.done === true) {
      options.onProgress?.({ done: text.length, total: text.length });
      return step.value;
    }
    if (performance.now() - paused < SLICE_MS) continue;
    options.onProgress?.({ done: step.value, total: text.length });
    await new Promise((resolve) => setTimeout(resolve, 0));
    paused = performance.now();
  }
}

/** Yields how far it has come, in UTF-16 units. */
function* segmentationSteps(text: string): Generator<number, Segmentation> {
  const { known, verbatim } = yield* survey(text);
  const split = runSplitter(verbatim);
  const paragraphs: Span[] = [];
  const sentences: Sentence[] = [];
  for (const block of blocksOf(text)) {
    let rows = 0;
    const units = split(block.lines).flatMap((run) =>
      run.verbatim ? rowsOf(run.lines) : unitsOf(text, run.lines, known),
    );
    for (const unit of units) {
      rows = unit.kind === 'table' && unit.continuesTable ? rows + 1 : 0;
      if (unit.kind === 'table') addRow(paragraphs, sentences, unit, rows % MAX_TABLE_ROWS > 0);
      else yield* addParagraph(text, unit, paragraphs, sentences);
    }
    yield block.next;
  }
  return { version: SEGMENTATION_VERSION, paragraphs, sentences };
}

interface Survey {
  /** How often each "Name:" begins a line; a name that comes back is a speaker. */
  readonly known: ReadonlyMap<string, number>;
  /** Front matter and fenced code. */
  readonly verbatim: readonly Span[];
}

/** What has to be known of the whole text before any of it is cut. */
function* survey(text: string): Generator<number, Survey> {
  const counts = new Map<string, number>();
  const finder = new VerbatimFinder();
  for (const block of blocksOf(text)) {
    for (const line of block.lines) {
      const string = text.slice(line.start, Math.min(line.end, line.start + 200));
      finder.add(line, string);
      const candidate = labelCandidate(string);
      if (candidate !== null) counts.set(candidate, (counts.get(candidate) ?? 0) + 1);
    }
    yield 0;
  }
  return { known: counts, verbatim: finder.found };
}

function addRow(paragraphs: Span[], sentences: Sentence[], unit: Unit, joins: boolean): void {
  const last = paragraphs.at(-1);
  if (joins && last !== undefined) paragraphs[paragraphs.length - 1] = { start: last.start, end: unit.end };
  else paragraphs.push({ start: unit.start, end: unit.end });
  sentences.push({ start: unit.start, end: unit.end, kind: 'table', paragraph: paragraphs.length - 1 });
}

function* addParagraph(
  text: string,
  unit: Unit,
  paragraphs: Span[],
  sentences: Sentence[],
): Generator<number, void> {
  let begin = unit.start;
  const paragraph = paragraphs.length;
  const add = (span: Span, kind: SentenceKind, index: number) =>
    sentences.push({ start: span.start, end: span.end, kind, paragraph: index });
  if (unit.label > 0) add({ start: unit.start, end: unit.start + unit.label }, 'speaker', paragraph);
  for (const piece of sentencePieces(text, unit.start + unit.marker + unit.label, unit.end)) {
    for (const span of piece.sentences) add(span, kindOf(text, span, unit), paragraphs.length);
    paragraphs.push({ start: begin, end: piece.end });
    begin = piece.end;
    yield piece.end;
    begin = nextStart(text, begin, unit.end);
  }
  if (paragraphs.length === paragraph) paragraphs.push({ start: unit.start, end: unit.end });
}

/** Signs alone carry no tone, and a sentence before a title in the same line is no part of the title. */
function kindOf(text: string, span: Span, unit: Unit): SentenceKind {
  if (isSyntax(text.slice(span.start, span.end))) return 'table';
  const precedes = unit.kind === 'heading' && span.end < unit.end;
  return precedes && STOPPED.test(text.slice(span.start, span.end)) ? 'prose' : unit.kind;
}

function nextStart(text: string, from: number, end: number): number {
  let i = from;
  while (i < end && /\s/.test(text.charAt(i))) i++;
  return i;
}
