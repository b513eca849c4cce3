import type { Head } from '../packs/catalog.ts';

/** The model's answer for one text. */
export interface ToneScore {
  /** Name of the likeliest label. */
  readonly label: string;
  /** Softmax of logits / temperature, in the order of the head's labels; sums to 1. */
  readonly probabilities: readonly number[];
  /** Probability of `label`. */
  readonly confidence: number;
  /** Tokens read, special tokens included. */
  readonly tokens: number;
  /** True where the text was longer than the model's window and only its beginning was read. */
  readonly truncated: boolean;
}

/**
 * Softmax over one row of logits divided by a temperature (Guo et al. 2017), computed in double precision.
 */
export function softmax(logits: ArrayLike<number>, temperature: number): number[] {
  let max = Number.NEGATIVE_INFINITY;
  for (let i = 0; i < logits.length; i++) max = Math.max(max, (logits[i] ?? 0) / temperature);
  const powers: number[] = [];
  let sum = 0;
  for (let i = 0; i < logits.length; i++) {
    const power = Math.exp((logits[i] ?? 0) / temperature - max);
    powers.push(power);
    sum += power;
  }
  return powers.map((power) => power / sum);
}

/** Reads one row of a head's logits, `[labels]`, as a tone. */
export function toneOf(head: Head, logits: ArrayLike<number>, tokens: number, truncated: boolean): ToneScore {
  const probabilities = softmax(logits, head.temperature);
  let best = 0;
  for (let i = 1; i < probabilities.length; i++) {
    if ((probabilities[i] ?? 0) > (probabilities[best] ?? 0)) best = i;
  }
  return {
    label: head.labels[best] ?? '',
    probabilities,
    confidence: probabilities[best] ?? 0,
    tokens,
    truncated,
  };
}
