import { describe, expect, it } from 'vitest';
import { readCorpus } from './corpus.ts';
import { nearDuplicates } from './near-duplicates.ts';
import { components, splitByComponent } from './splits.ts';

const SHARES = { train: 0.8, validation: 0.1, test: 0.1 };

/** Brute force over character-free word trigrams, written independently of the index. */
function jaccard(a: string, b: string): number {
  const grams = (text: string): Set<string> => {
    const words = text
      .toLowerCase()
      .split(/[^a-z0-9]+/)
      .filter(Boolean);
    return new Set(words.slice(2).map((_, i) => words.slice(i, i + 3).join(' ')));
  };
  const [x, y] = [grams(a), grams(b)];
  const both = [...x].filter((gram) => y.has(gram)).length;
  return both / (x.size + y.size - both);
}

describe('nearDuplicates', () => {
  it('finds exactly the pairs that brute force finds', () => {
    const base = 'Net sales of the group rose by 4 percent to EUR 12 million in the third quarter';
    const texts = [
      base,
      base.replace('4', '7'),
      base.replace('third', 'first'),
      `${base}, driven by exports of paper machines to Latin America and by a weaker krona`,
      'The board proposes no dividend for the year',
      'The board proposes no dividend for the current year',
      'Rates were left unchanged',
    ];
    const expected = texts.flatMap((a, i) =>
      texts.flatMap((b, j) => (i < j && jaccard(a, b) >= 0.5 ? [`${i}-${j}`] : [])),
    );
    expect(expected.length).toBeGreaterThan(2);
    expect(
      nearDuplicates(texts)
        .map(([a, b]) => `${a}-${b}`)
        .sort(),
    ).toEqual(expected.sort());
  });
});

describe('splitByComponent', () => {
  it('keeps groups and near-duplicates of our corpus together, whatever their order', async () => {
    const corpus = await readCorpus();
    expect(corpus.length).toBeGreaterThan(19_000);
    const parts = splitByComponent(corpus, SHARES, 1);
    const partOf = new Map([...parts].flatMap(([name, items]) => items.map((item) => [item.id, name])));
    expect(partOf.size).toBe(corpus.length);
    const byGroup = new Map<string, Set<string | undefined>>();
    for (const example of corpus) {
      const names = byGroup.get(example.group) ?? new Set();
      byGroup.set(example.group, names.add(partOf.get(example.id)));
    }
    expect([...byGroup.values()].every((names) => names.size === 1)).toBe(true);
    for (const [a, b] of nearDuplicates(corpus.map((example) => example.text))) {
      expect(partOf.get(corpus[a]?.id ?? '')).toBe(partOf.get(corpus[b]?.id ?? ''));
    }
    const reversed = splitByComponent([...corpus].reverse(), SHARES, 1);
    for (const [name, items] of parts) {
      expect(items.length / corpus.length).toBeGreaterThan(
        (new Map(Object.entries(SHARES)).get(name) ?? 0) - 0.03,
      );
      expect(new Set(reversed.get(name)?.map((item) => item.id))).toEqual(
        new Set(items.map((item) => item.id)),
      );
    }
  });

  it('connects through a chain of groups and copies', () => {
    const long = (tail: string): string => `The company said on Monday that its profit fell again ${tail}`;
    const found = components([
      { group: 'a', text: 'one text alone here' },
      { group: 'a', text: long('x') },
      { group: 'b', text: long('y') },
      { group: 'b', text: 'another text altogether, no kin' },
      { group: 'c', text: 'a stranger to all of them' },
    ]);
    expect(new Set(found.slice(0, 4)).size).toBe(1);
    expect(found[4]).not.toBe(found[0]);
  });
});
