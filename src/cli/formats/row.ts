import type { Head } from '../../packs/catalog.ts';
import type { ToneScore } from '../../tasks/sentiment.ts';

/** Where a record lies in the input. */
export interface Place {
  /** Number of its first line, from 1. */
  readonly line: number;
  /** Bytes of the input up to and with this record. */
  readonly end: number;
}

/** A record with a text to score. */
export interface Row extends Place {
  readonly text: string;
  /** The record as it came, without its line end. */
  readonly raw: string;
  /** A field's value; undefined where the record has none of that name. */
  field(name: string): unknown;
}

/** A record that cannot be scored; `problem` completes "Line 7 …". */
export interface BadRow extends Place {
  readonly problem: string;
}

/** The input as rows, and how an answer to a row is written. */
export interface Table {
  readonly rows: AsyncIterable<Row | BadRow>;
  /** What goes before all rows, with its line end. */
  preamble(head: Head): string;
  /** The row with its answer, with a line end. */
  render(row: Row, head: Head, score: ToneScore): string;
}

export function isBad(row: Place): row is BadRow {
  return 'problem' in row;
}

/** Names that the command writes; fields of these names in the input are replaced. */
export const ANSWER_FIELDS: ReadonlySet<string> = new Set([
  'label',
  'probabilities',
  'confidence',
  'truncated',
]);

/** A probability as it is written: six decimals are finer than two runtimes agree. */
export function rounded(probability: number): number {
  return Number(probability.toFixed(6));
}
