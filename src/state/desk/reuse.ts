import { SCORED_KINDS, type Segmentation } from '../../text/types.ts';
import type { BoardScore } from '../score-board.ts';
import type { Analysis } from './state.ts';

/** Indices of the sentences that carry a tone by their kind. */
export function scorableOf(segmentation: Segmentation): number[] {
  const indices: number[] = [];
  for (const [i, sentence] of segmentation.sentences.entries()) {
    if (SCORED_KINDS.has(sentence.kind)) indices.push(i);
  }
  return indices;
}

/**
 * Carries scores over to a text that was cut anew, by the sentence's own text: an edit costs only the sentences
 * that it changed.
 */
export function carryScores(from: Analysis, to: Analysis): void {
  const known = new Map<string, BoardScore>();
  for (const [i, sentence] of from.segmentation.sentences.entries()) {
    const score = from.board.get(i);
    if (score !== undefined) known.set(from.text.slice(sentence.start, sentence.end), score);
  }
  const indices: number[] = [];
  const scores: BoardScore[] = [];
  for (const i of scorableOf(to.segmentation)) {
    const sentence = to.segmentation.sentences[i];
    if (sentence === undefined) continue;
    const score = known.get(to.text.slice(sentence.start, sentence.end));
    if (score === undefined) continue;
    indices.push(i);
    scores.push(score);
  }
  to.board.set(indices, scores);
}

/** Texts to score, each once, with the sentences that share it. */
export interface Work {
  readonly texts: readonly string[];
  /** Parallel to `texts`: sentences with exactly this text. */
  readonly sentences: readonly (readonly number[])[];
}

/** Gathers the texts of some sentences, so that a line that is repeated is scored once. */
export function gatherWork(analysis: Analysis, indices: readonly number[]): Work {
  const texts: string[] = [];
  const sentences: number[][] = [];
  const at = new Map<string, number>();
  for (const i of indices) {
    const sentence = analysis.segmentation.sentences[i];
    if (sentence === undefined) continue;
    const text = analysis.text.slice(sentence.start, sentence.end);
    const place = at.get(text);
    if (place === undefined) {
      at.set(text, texts.length);
      texts.push(text);
      sentences.push([i]);
    } else sentences[place]?.push(i);
  }
  return { texts, sentences };
}
