import type { Goldens } from '../../src/engine/goldens.ts';
import type { TextTokenizer } from '../../src/engine/tokenizer.ts';
import type { Head } from '../../src/packs/catalog.ts';
import { PublishError } from './errors.ts';
import { type ReferenceCase, referenceAnswers } from './reference.ts';

/** Sentences that are checked one by one. */
const SINGLE = 64;
/** Sentences of the mixed batch. */
const MIXED = 32;
/** Logits of one text in two batches of the reference differ by less than this: they are rounded to 1e-5. */
const SAME = 1e-4;
/** Length that one sentence is padded to. */
const PADDED = 128;

/** Texts for a golden set: from all over the examples, short ones and long ones, none twice. */
export function goldenTexts(examples: readonly { readonly text: string }[]): string[] {
  const texts = [...new Set(examples.map((example) => example.text))];
  const step = Math.max(1, Math.floor(texts.length / SINGLE));
  return texts.filter((_, i) => i % step === 0).slice(0, SINGLE);
}

/**
 * The batches of a golden set: 64 sentences alone, 32 of them as one batch of mixed lengths, one far longer
 * than the window, one padded to 128 tokens.
 *
 * @param texts At least 64 texts of our own.
 * @param maxTokens Window of the model.
 */
export function goldenCases(texts: readonly string[], maxTokens: number): ReferenceCase[] {
  if (texts.length < SINGLE) throw new PublishError(`Goldens need ${SINGLE} texts, not ${texts.length}.`);
  const chosen = texts.slice(0, SINGLE);
  const long = texts.join(' ').slice(0, maxTokens * 12);
  const alone = chosen.map((text) => ({ texts: [text], padTo: null }));
  return [
    ...alone,
    { texts: chosen.slice(0, MIXED), padTo: null },
    { texts: [long], padTo: null },
    { texts: chosen.slice(-1), padTo: PADDED },
  ];
}

/**
 * Answers of the reference for a pack's files.
 *
 * @param tokenizer The engine's own, whose ids must equal the reference's.
 * @throws PublishError where the two tokenizers disagree or a text's answer depends on its batch.
 */
export async function makeGoldens(
  files: { readonly tokenizer: Uint8Array; readonly model: Uint8Array },
  heads: readonly Head[],
  maxTokens: number,
  cases: readonly ReferenceCase[],
  tokenizer: TextTokenizer,
): Promise<Goldens['cases']> {
  const answers = await referenceAnswers(files, heads, maxTokens, cases);
  const goldens = cases.map(({ texts, padTo }, i) => {
    const answer = answers[i];
    if (answer === undefined) throw new PublishError('The reference left a case unanswered.');
    return { texts: [...texts], padTo, ids: answer.ids, logits: answer.logits };
  });
  const known = new Map<string, number[]>();
  for (const { texts, ids, logits } of goldens) {
    texts.forEach((text, row) => {
      const own = tokenizer.encode(text, maxTokens).ids;
      if (own.join() !== ids[row]?.join()) {
        throw new PublishError(`The tokenizers disagree on "${text.slice(0, 80)}".`);
      }
      const values = heads.flatMap((head) => logits[head.id]?.[row] ?? []);
      const earlier = known.get(text) ?? values;
      known.set(text, earlier);
      if (values.some((value, i) => Math.abs(value - (earlier[i] ?? Number.NaN)) > SAME)) {
        throw new PublishError(`The answer to "${text.slice(0, 80)}" depends on its batch.`);
      }
    });
  }
  return goldens;
}
