import { type BatchLimits, BatchQueue } from '../../engine/batching.ts';
import type { ToneModel } from '../../engine/session.ts';
import { CancelledError } from '../../errors.ts';
import type { ToneScore } from '../../tasks/sentiment.ts';

/** Padded tokens of one text that a full batch is planned for; longer texts come in smaller batches. */
const TOKENS_PER_TEXT = 64;

/**
 * Scores texts in batches of similar length; `scores[i]` answers `texts[i]`, whatever its neighbours are.
 *
 * @param signal ends the work between two batches.
 * @throws CancelledError after the signal; InferenceError
 */
export async function scoreTexts(
  model: ToneModel,
  head: string,
  texts: readonly string[],
  batch: number,
  signal?: AbortSignal,
): Promise<ToneScore[]> {
  const limits: BatchLimits = {
    texts: batch,
    tokens: batch * TOKENS_PER_TEXT,
    maxTokens: model.pack.maxTokens,
  };
  const queue = new BatchQueue(texts, (text) => model.encode(text), []);
  const scores = new Map<number, ToneScore>();
  for (let next = queue.next(limits); next !== null; next = queue.next(limits)) {
    if (signal?.aborted === true) throw new CancelledError('Scoring');
    const answers = await model.score(
      head,
      next.map((waiting) => waiting.text),
    );
    next.forEach((waiting, row) => {
      const answer = answers[row];
      if (answer !== undefined) scores.set(waiting.index, answer);
    });
  }
  return texts.flatMap((_, index) => scores.get(index) ?? []);
}
