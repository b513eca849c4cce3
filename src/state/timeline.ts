import type { ScoreBoard } from './score-board.ts';
import { toneOfLabel } from './tone.ts';

/** A run of neighbouring sentences in the strip along the text. */
export interface TimelineBin {
  readonly first: number;
  readonly last: number;
  readonly scored: number;
  /** Sentences that should carry a tone and have none yet. */
  readonly unread: number;
  /** Shares among the scored of the bin, 0 to 1. */
  readonly positive: number;
  readonly negative: number;
}

/** Cuts a document's sentences into at most `bins` runs of equal length and sums their tones. */
export function buildTimeline(board: ScoreBoard, sentences: number, bins: number): readonly TimelineBin[] {
  const count = Math.min(bins, sentences);
  const result: TimelineBin[] = [];
  for (let b = 0; b < count; b++) {
    const first = Math.floor((b * sentences) / count);
    const last = Math.floor(((b + 1) * sentences) / count);
    let scored = 0;
    let unread = 0;
    let positive = 0;
    let negative = 0;
    for (let i = first; i < last; i++) {
      if (board.isUnread(i)) unread += 1;
      const score = board.current(i);
      if (score === undefined) continue;
      scored += 1;
      const tone = toneOfLabel(score.label);
      if (tone === 'positive') positive += 1;
      else if (tone === 'negative') negative += 1;
    }
    const share = scored === 0 ? 0 : 1 / scored;
    result.push({ first, last, scored, unread, positive: positive * share, negative: negative * share });
  }
  return result;
}

/**
 * The most positive and the most negative stretch of about a tenth of the text, for readers who see no strip; only
 * stretches that were read to their end are named.
 */
export function extremes(bins: readonly TimelineBin[]): { best?: TimelineBin; worst?: TimelineBin } {
  const width = Math.max(1, Math.round(bins.length / 10));
  let best: { net: number; bin: TimelineBin } | undefined;
  let worst: { net: number; bin: TimelineBin } | undefined;
  for (let i = 0; i + width <= bins.length; i += width) {
    const run = bins.slice(i, i + width);
    const first = run[0];
    const last = run.at(-1);
    if (first === undefined || last === undefined) continue;
    const scored = run.reduce((sum, bin) => sum + bin.scored, 0);
    if (scored === 0 || run.some((bin) => bin.unread > 0)) continue;
    const positive = run.reduce((sum, bin) => sum + bin.positive * bin.scored, 0) / scored;
    const negative = run.reduce((sum, bin) => sum + bin.negative * bin.scored, 0) / scored;
    const net = positive - negative;
    const bin = { first: first.first, last: last.last, scored, unread: 0, positive, negative };
    if (net > 0 && (best === undefined || net > best.net)) best = { net, bin };
    if (net < 0 && (worst === undefined || net < worst.net)) worst = { net, bin };
  }
  return { ...(best && { best: best.bin }), ...(worst && { worst: worst.bin }) };
}
