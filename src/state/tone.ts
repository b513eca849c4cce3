/** The three tones that the page draws; any other label of a head is drawn as neutral. */
export type Tone = 'positive' | 'negative' | 'neutral';

export const TONES: readonly Tone[] = ['positive', 'negative', 'neutral'];

/** Below this confidence a sentence is drawn as uncertain. */
export const LOW_CONFIDENCE = 0.6;

/** How many sentences carry each tone. */
export type ToneCounts = Readonly<Record<Tone, number>>;

export const NO_COUNTS: ToneCounts = { positive: 0, negative: 0, neutral: 0 };

/** Reads a head's label as a tone. */
export function toneOfLabel(label: string): Tone {
  return label === 'positive' || label === 'negative' ? label : 'neutral';
}

/** Sentences that have a tone. */
export function countScored(counts: ToneCounts): number {
  return counts.positive + counts.negative + counts.neutral;
}

/**
 * The document's gauge, from -1 to 1: share of positive minus share of negative among the scored sentences.
 * Undefined while nothing is scored.
 */
export function gaugeOf(counts: ToneCounts): number | undefined {
  const scored = countScored(counts);
  return scored === 0 ? undefined : (counts.positive - counts.negative) / scored;
}

/** Strength of the tint, 1 to 4, from a confidence between a third and one. */
export function strengthOf(confidence: number): 1 | 2 | 3 | 4 {
  if (confidence < LOW_CONFIDENCE) return 1;
  if (confidence < 0.75) return 2;
  return confidence < 0.9 ? 3 : 4;
}
