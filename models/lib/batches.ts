import { createRandom, shuffle } from '../../src/evaluation/random.ts';

/** Batches are sorted by length within stretches of this many, so that padding is small and order still random. */
const STRETCH = 64;

/**
 * Indices of the examples of each batch of one epoch: every example once, texts of like length together, batches
 * in random order. A pure function of its arguments, so an interrupted run finds its place again.
 *
 * @param lengths Tokens of each example.
 */
export function epochBatches(
  lengths: readonly number[],
  batchSize: number,
  seed: number,
  epoch: number,
): number[][] {
  const uniform = createRandom(seed * 1009 + epoch);
  const order = shuffle(
    lengths.map((_, i) => i),
    uniform,
  );
  const batches: number[][] = [];
  for (let start = 0; start < order.length; start += STRETCH * batchSize) {
    const stretch = order.slice(start, start + STRETCH * batchSize);
    stretch.sort((a, b) => (lengths[a] ?? 0) - (lengths[b] ?? 0) || a - b);
    for (let from = 0; from < stretch.length; from += batchSize) {
      batches.push(stretch.slice(from, from + batchSize));
    }
  }
  return shuffle(batches, uniform);
}
