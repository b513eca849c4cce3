import type { Segmentation } from '../text/types.ts';
import type { ScoreBoard } from './score-board.ts';
import { type Tone, toneOfLabel } from './tone.ts';

/** Which sentences the reader wants to see, and what happens to the others. */
export interface Filter {
  /** Empty: every tone. */
  readonly tones: readonly Tone[];
  readonly query: string;
  /** `dim` leaves the others in place, greyed; `list` shows only what matches. */
  readonly layout: 'dim' | 'list';
}

export const NO_FILTER: Filter = { tones: [], query: '', layout: 'dim' };

export function isFiltering(filter: Filter): boolean {
  return filter.tones.length > 0 || filter.query.trim() !== '';
}

export function toggleTone(filter: Filter, tone: Tone): Filter {
  const tones = filter.tones.includes(tone)
    ? filter.tones.filter((other) => other !== tone)
    : [...filter.tones, tone];
  return { ...filter, tones };
}

/** What a filter is applied to. */
export interface Filtered {
  readonly text: string;
  readonly segmentation: Segmentation;
  readonly board: ScoreBoard;
}

/** True where a sentence has one of the tones asked for and contains the words searched for, in any case. */
export function matches(filter: Filter, document: Filtered, index: number): boolean {
  if (filter.tones.length > 0) {
    const score = document.board.current(index);
    if (score === undefined || !filter.tones.includes(toneOfLabel(score.label))) return false;
  }
  const query = filter.query.trim().toLocaleLowerCase();
  if (query === '') return true;
  const sentence = document.segmentation.sentences[index];
  if (sentence === undefined) return false;
  return document.text.slice(sentence.start, sentence.end).toLocaleLowerCase().includes(query);
}

/** Indices of the sentences that match, in order. */
export function matching(filter: Filter, document: Filtered): number[] {
  const found: number[] = [];
  for (let i = 0; i < document.segmentation.sentences.length; i++) {
    if (matches(filter, document, i)) found.push(i);
  }
  return found;
}

/** The next sentence that matches, from `from` in a direction; `from` itself where there is none. */
export function nextMatch(
  filter: Filter,
  document: Filtered,
  from: number | undefined,
  direction: 1 | -1,
): number | undefined {
  const count = document.segmentation.sentences.length;
  const start = from === undefined ? (direction === 1 ? 0 : count - 1) : from + direction;
  for (let i = start; i >= 0 && i < count; i += direction) {
    if (matches(filter, document, i)) return i;
  }
  return from;
}
