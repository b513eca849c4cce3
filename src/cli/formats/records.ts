import { InputError } from '../errors.ts';
import type { BadRow, Place } from './row.ts';

/** A record of the input as text, without its line end. */
export interface RawRecord extends Place {
  readonly raw: string;
}

/** Longest record in bytes: what keeps memory constant where a quote is never closed or a file has no line ends. */
export const MAX_RECORD_BYTES = 8 * 1024 * 1024;
/** Most bytes looked at to find the header. */
const HEAD_BYTES = 64 * 1024;

const LF = 10;
const CR = 13;
const QUOTE = 34;

/** The input without a byte order mark, and its first bytes: the first line where it is not longer than 64 KiB. */
export async function openText(
  chunks: AsyncIterable<Uint8Array>,
): Promise<{ readonly head: Uint8Array; readonly chunks: AsyncIterable<Uint8Array> }> {
  const iterator = chunks[Symbol.asyncIterator]();
  let head: Uint8Array = new Uint8Array();
  while (head.length < HEAD_BYTES && !head.includes(LF)) {
    const next = await iterator.next();
    if (next.done === true) break;
    head = Buffer.concat([head, next.value]);
  }
  if ((head[0] === 0xff && head[1] === 0xfe) || (head[0] === 0xfe && head[1] === 0xff)) {
    throw new InputError('The input is UTF-16; convert it to UTF-8 first.');
  }
  if (head[0] === 0xef && head[1] === 0xbb && head[2] === 0xbf) head = head.subarray(3);
  const first = head;
  async function* all(): AsyncGenerator<Uint8Array> {
    if (first.length > 0) yield first;
    yield* { [Symbol.asyncIterator]: () => iterator };
  }
  return { head, chunks: all() };
}

/** Finds line ends outside quotes (RFC 4180: a quote opens only at the start of a field). */
class QuoteState {
  /** Line ends seen inside quotes since the last record. */
  breaks = 0;
  readonly #delimiter: number;
  #state: 'start' | 'plain' | 'quoted' | 'closing' = 'start';

  constructor(delimiter: number) {
    this.#delimiter = delimiter;
  }

  /** Index of the line end that closes the record, or -1. */
  find(chunk: Uint8Array, from: number): number {
    for (let i = from; i < chunk.length; i++) {
      const byte = chunk[i];
      if (this.#state === 'quoted') {
        if (byte === QUOTE) this.#state = 'closing';
        else if (byte === LF) this.breaks++;
      } else if (byte === QUOTE && this.#state !== 'plain') {
        this.#state = 'quoted';
      } else if (byte === LF) {
        this.#state = 'start';
        return i;
      } else {
        this.#state = byte === this.#delimiter ? 'start' : 'plain';
      }
    }
    return -1;
  }

  /** Gives a quote up that has not been closed for too long. */
  giveUp(): void {
    this.#state = 'plain';
  }
}

/**
 * Cuts bytes into records: lines, or with a delimiter CSV records, whose quoted fields may hold line ends.
 * Empty records are left out; one that is too long or not UTF-8 comes as a bad row.
 *
 * @param delimiter code of the character between fields, an ASCII one.
 */
export async function* cutRecords(
  chunks: AsyncIterable<Uint8Array>,
  delimiter?: number,
): AsyncGenerator<RawRecord | BadRow> {
  const quotes = delimiter === undefined ? null : new QuoteState(delimiter);
  const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
  let parts: Uint8Array[] = [];
  let bytes = 0;
  let line = 1;
  let offset = 0;

  const finish = (end: number): RawRecord | BadRow | null => {
    const place = { line, end };
    const whole = parts.length === 1 ? (parts[0] ?? new Uint8Array()) : Buffer.concat(parts);
    const long = bytes > MAX_RECORD_BYTES;
    line += 1 + (quotes?.breaks ?? 0);
    if (quotes !== null) quotes.breaks = 0;
    parts = [];
    bytes = 0;
    if (long) return { ...place, problem: `is longer than ${MAX_RECORD_BYTES / 1024 / 1024} MiB` };
    const length = whole.at(-1) === CR ? whole.length - 1 : whole.length;
    try {
      const raw = decoder.decode(whole.subarray(0, length));
      return raw.trim() === '' ? null : { ...place, raw };
    } catch {
      return { ...place, problem: 'is not UTF-8' };
    }
  };

  for await (const chunk of chunks) {
    let from = 0;
    while (from < chunk.length) {
      const end = quotes === null ? chunk.indexOf(LF, from) : quotes.find(chunk, from);
      const until = end < 0 ? chunk.length : end;
      bytes += until - from;
      if (bytes <= MAX_RECORD_BYTES) parts.push(chunk.subarray(from, until));
      else {
        parts = [];
        quotes?.giveUp();
      }
      if (end < 0) break;
      const record = finish(offset + end + 1);
      if (record !== null) yield record;
      from = end + 1;
    }
    offset += chunk.length;
  }
  if (bytes > 0) {
    const record = finish(offset);
    if (record !== null) yield record;
  }
}
