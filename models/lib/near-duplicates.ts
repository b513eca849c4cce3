/** Words of three that a text is made of, lower-cased, without punctuation; the whole text where it is shorter. */
function shingles(text: string): string[] {
  const words = text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [];
  if (words.length < 3) return [words.join(' ')];
  const found = new Set<string>();
  for (let i = 0; i + 2 < words.length; i++) found.add(`${words[i]} ${words[i + 1]} ${words[i + 2]}`);
  return [...found];
}

/** Shingles in more texts than this say nothing about a pair and are left out of the search for candidates. */
const COMMON = 200;

/**
 * Pairs of texts whose word-trigram sets have a Jaccard similarity of at least `threshold`, exactly but for
 * pairs that share only very common trigrams. An inverted index keeps it near linear.
 */
export function nearDuplicates(texts: readonly string[], threshold = 0.5): [number, number][] {
  const sizes: number[] = [];
  const index = new Map<string, number[]>();
  const pairs: [number, number][] = [];
  texts.forEach((text, current) => {
    const own = shingles(text);
    sizes.push(own.length);
    const shared = new Map<number, number>();
    for (const shingle of own) {
      const holders = index.get(shingle);
      if (holders === undefined) {
        index.set(shingle, [current]);
        continue;
      }
      if (holders.length <= COMMON)
        for (const other of holders) shared.set(other, (shared.get(other) ?? 0) + 1);
      holders.push(current);
    }
    for (const [other, common] of shared) {
      if (common / (own.length + (sizes[other] ?? 0) - common) >= threshold) pairs.push([other, current]);
    }
  });
  return pairs;
}
