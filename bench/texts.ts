/** Tokens of every measured text, special tokens included. */
export const TOKENS = 32;

/** Different texts; a batch of 32 is all of them. */
export const TEXTS = 32;

/**
 * Texts of exactly `tokens` tokens, made of whole words of given sentences in their order; a word that would overshoot
 * is left out.
 *
 * @param count of texts wanted
 * @param tokensOf counts a text's tokens as the model sees them
 * @throws RangeError where the sentences do not suffice.
 */
export function textsOfLength(
  sentences: readonly string[],
  count: number,
  tokens: number,
  tokensOf: (text: string) => number,
): string[] {
  const words = sentences.flatMap((sentence) => sentence.split(/\s+/)).filter((word) => word !== '');
  const texts: string[] = [];
  let current = '';
  for (const word of words) {
    if (texts.length === count) break;
    const longer = current === '' ? word : `${current} ${word}`;
    const length = tokensOf(longer);
    if (length > tokens) continue;
    current = longer;
    if (length < tokens) continue;
    texts.push(current);
    current = '';
  }
  if (texts.length < count) throw new RangeError(`The sentences make ${texts.length} texts, not ${count}.`);
  return texts;
}
