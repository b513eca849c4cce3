import { readCorpus } from './corpus.ts';
import { PUBLIC_SETS, readPublicSet, type SetExample } from './public-sets.ts';
import { splitByComponent } from './splits.ts';

export type Part = 'train' | 'validation' | 'test';

/** An example with its place in every experiment. */
export interface Pooled extends SetExample {
  readonly part: Part;
  /** Fold of the cross-fitting among the training part: 0 to FOLDS − 1. */
  readonly fold: number;
}

export const FOLDS = 5;
const SEED = 11;
const SHARES = { train: 0.86, validation: 0.07, test: 0.07 } satisfies Record<Part, number>;
const FOLD_SHARES = Object.fromEntries(Array.from({ length: FOLDS }, (_, fold) => [String(fold), 1 / FOLDS]));

/**
 * Every labelled example that there is, divided once for all recipes: a near-duplicate or a paraphrase in
 * one set never straddles parts or folds, not even across sets, so a teacher cannot leak a test sentence.
 *
 * @param folder of the public sets, or null for our corpus alone.
 */
export async function readPool(folder: string | null): Promise<Pooled[]> {
  const ours = (await readCorpus()).map(
    (example): SetExample => ({ ...example, convention: 'investor', terms: 'open' }),
  );
  const sets = folder === null ? [] : await Promise.all(PUBLIC_SETS.map((set) => readPublicSet(folder, set)));
  const examples = [...ours, ...sets.flat()];
  const folds = new Map<SetExample, number>();
  for (const [fold, members] of splitByComponent(examples, FOLD_SHARES, SEED + 1)) {
    for (const member of members) folds.set(member, Number(fold));
  }
  const parts = splitByComponent(examples, SHARES, SEED);
  return (['train', 'validation', 'test'] as const).flatMap((part) =>
    (parts.get(part) ?? []).map((example) => ({ ...example, part, fold: folds.get(example) ?? 0 })),
  );
}
