import type { TextTokenizer } from '../../src/engine/tokenizer.ts';
import { epochBatches } from './batches.ts';
import type { NamedBatch } from './loop.ts';

/** One row of training: a text's tokens, the head that answers it and the answer. */
export interface ToneRow {
  readonly id: string;
  readonly tokens: readonly number[];
  /** Index into the model's heads. */
  readonly head: number;
  readonly label: number;
}

/** Rows that are trained on together. */
export interface ToneBatch extends NamedBatch {
  readonly rows: readonly ToneRow[];
}

/** What a row is made from. */
export interface ToneExample {
  readonly id: string;
  readonly text: string;
  readonly label: number;
  readonly convention: string;
}

/**
 * Tokenises examples; those of a convention without a head are left out.
 *
 * @param conventions In the order of the model's heads.
 */
export function toneRows(
  examples: readonly ToneExample[],
  conventions: readonly string[],
  tokenizer: TextTokenizer,
  maxTokens: number,
): ToneRow[] {
  return examples.flatMap(({ id, text, label, convention }) => {
    const head = conventions.indexOf(convention);
    return head < 0 ? [] : [{ id, tokens: tokenizer.encode(text, maxTokens).ids, head, label }];
  });
}

/** The batches of one epoch, the same whenever they are asked for. */
export function toneBatches(
  rows: readonly ToneRow[],
  batchSize: number,
  seed: number,
  epoch: number,
): ToneBatch[] {
  const lengths = rows.map((row) => row.tokens.length);
  return epochBatches(lengths, batchSize, seed, epoch).map((indices) => {
    const members = indices.flatMap((i) => rows[i] ?? []);
    return { ids: members.map((row) => row.id), rows: members };
  });
}
