import { Tokenizer } from '@huggingface/tokenizers';
import { UndertoneError } from '../errors.ts';

/** A tokenizer file that is not what this engine can run. */
export class TokenizerError extends UndertoneError {
  override readonly name = 'TokenizerError';
}

export interface EncodedText {
  /** Token ids with the special tokens, at most `maxTokens`. */
  readonly ids: readonly number[];
  /** Tokens that the whole text has, special tokens included. */
  readonly total: number;
  readonly truncated: boolean;
}

export interface TextTokenizer {
  readonly padId: number;
  /** Cuts on the right and keeps the closing special tokens, as the reference tokenizers do. */
  encode(text: string, maxTokens: number): EncodedText;
}

/** Longest text handed to the tokenizer, in UTF-16 units per token of the window: no vocabulary piece is longer. */
const UNITS_PER_TOKEN = 64;

/**
 * Builds a tokenizer from a pack's `tokenizer.json` and `tokenizer_config.json` (already parsed).
 *
 * @throws TokenizerError where the files do not describe a tokenizer.
 */
export function createTokenizer(tokenizerJson: object, tokenizerConfig: object): TextTokenizer {
  let tokenizer: Tokenizer;
  try {
    tokenizer = new Tokenizer(tokenizerJson, tokenizerConfig);
  } catch (cause) {
    throw new TokenizerError('The tokenizer files cannot be read.', { cause });
  }
  const padToken = 'pad_token' in tokenizerConfig ? tokenizerConfig.pad_token : undefined;
  const padId = typeof padToken === 'string' ? tokenizer.token_to_id(padToken) : undefined;
  const specials = tokenizer.encode('').ids;
  const tail = closingSpecials(tokenizer, specials);

  return {
    padId: padId ?? 0,
    encode(text, maxTokens) {
      const limit = maxTokens * UNITS_PER_TOKEN;
      const readable = text.length > limit ? text.slice(0, limit) : text;
      const ids = tokenizer.encode(readable).ids;
      if (ids.length <= maxTokens) return { ids, total: ids.length, truncated: readable !== text };
      const kept = ids.slice(0, maxTokens - tail.length).concat(tail);
      return { ids: kept, total: ids.length, truncated: true };
    },
  };
}

/** The special tokens that end every text ([SEP] for BERT): found by encoding, not assumed. */
function closingSpecials(tokenizer: Tokenizer, specials: readonly number[]): number[] {
  const sample = tokenizer.encode('a').ids;
  let count = 0;
  while (
    count < specials.length &&
    sample[sample.length - 1 - count] === specials[specials.length - 1 - count] &&
    count < sample.length - 1
  ) {
    count++;
  }
  return specials.slice(specials.length - count);
}
