import type { InferenceSession } from 'onnxruntime-common';
import { batchLength, runBatch } from '../src/engine/model.ts';
import type { TextTokenizer } from '../src/engine/tokenizer.ts';
import type { Head } from '../src/packs/catalog.ts';
import { type ToneScore, toneOf } from '../src/tasks/sentiment.ts';
import { passes, type Turn } from './interleave.ts';

/** From texts to labels, as an application asks for it; the answers are in the order of the texts. */
export interface Classifier {
  classify(texts: readonly string[]): Promise<readonly string[]>;
  close(): Promise<void>;
}

/** Undertone's way from text to tone over a session: what `ToneModel` does, for models that are no published packs. */
export class ToneRunner implements Classifier {
  readonly #session: InferenceSession;
  readonly #tokenizer: TextTokenizer;
  readonly #head: Head;
  readonly #maxTokens: number;

  constructor(session: InferenceSession, tokenizer: TextTokenizer, head: Head, maxTokens: number) {
    this.#session = session;
    this.#tokenizer = tokenizer;
    this.#head = head;
    this.#maxTokens = maxTokens;
  }

  async classify(texts: readonly string[]): Promise<readonly string[]> {
    return (await this.score(texts)).map((score) => score.label);
  }

  async score(texts: readonly string[]): Promise<ToneScore[]> {
    const batch = texts.map((text) => this.#tokenizer.encode(text, this.#maxTokens));
    const length = batchLength(batch, this.#maxTokens);
    const logits = await runBatch(this.#session, [this.#head], batch, this.#tokenizer.padId, length);
    const rows = logits.get(this.#head.id) ?? [];
    return batch.map((text, row) => toneOf(this.#head, rows[row] ?? [], text.ids.length, text.truncated));
  }

  close(): Promise<void> {
    return this.#session.release();
  }
}

/** Classifies texts in batches, over and over, for at least so long. */
export function classifyFor(
  classifier: Classifier,
  texts: readonly string[],
  batch: number,
  leastMs: number,
): Promise<Turn> {
  let next = 0;
  return passes(leastMs, async () => {
    const some = texts.slice(next, next + batch);
    next = (next + batch) % texts.length;
    return (await classifier.classify(some)).length;
  });
}
