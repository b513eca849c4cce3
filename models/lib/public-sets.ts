import { join } from 'node:path';
import * as v from 'valibot';
import { type Example, LABELS, readLines } from './corpus.ts';

/** Labelling conventions, each with a head of its own: mixed into one head they harm each other. */
export type Convention = 'investor' | 'tweets' | 'phrasebank' | 'headlines' | 'fiqa';

/** `open`: nothing forbids commercial use of a model trained on it. `research`: its licence does, or is not stated. */
export type Terms = 'open' | 'research';

export interface SetExample extends Example {
  readonly convention: Convention;
  readonly terms: Terms;
}

interface PublicSet {
  readonly name: string;
  readonly file: string;
  readonly convention: Convention;
  readonly terms: Terms;
  readonly licence: string;
}

/** Labelled public sets, outside the repository, in the layout that `npm run data` checks. */
export const PUBLIC_SETS: readonly PublicSet[] = [
  {
    name: 'llm-labels',
    file: 'llm-labels',
    convention: 'investor',
    terms: 'open',
    licence: 'labels ours (Apache-2.0); sentences as training text only',
  },
  {
    name: 'Twitter Financial News',
    file: 'twitter-financial-news.train',
    convention: 'tweets',
    terms: 'open',
    licence: 'MIT',
  },
  {
    name: 'Financial PhraseBank',
    file: 'phrasebank.train',
    convention: 'phrasebank',
    terms: 'research',
    licence: 'CC BY-NC-SA 3.0',
  },
  {
    name: 'SEntFiN 1.0',
    file: 'sentfin.train',
    convention: 'headlines',
    terms: 'research',
    licence: 'not stated',
  },
  {
    name: 'FiQA 2018 task 1',
    file: 'fiqa.train',
    convention: 'fiqa',
    terms: 'research',
    licence: 'not stated',
  },
];

const rowSchema = v.object({ text: v.string(), label: v.nullable(v.picklist(LABELS)) });

/**
 * Reads one public set; rows without a single label (SEntFiN's conflicting entities) are left out.
 *
 * @param folder that holds `sentiment/`.
 */
export async function readPublicSet(folder: string, set: PublicSet): Promise<SetExample[]> {
  const lines = await readLines(join(folder, 'sentiment', `${set.file}.jsonl`), set.file, rowSchema);
  return lines.flatMap(({ id, value }) =>
    value.label === null
      ? []
      : [
          {
            id,
            text: value.text,
            label: LABELS.indexOf(value.label),
            group: id,
            set: set.name,
            kind: '',
            convention: set.convention,
            terms: set.terms,
          },
        ],
  );
}
