import { join } from 'node:path';
import * as v from 'valibot';
import { type Example, LABELS, readLines } from './corpus.ts';
import { checkFiles } from './data-check.ts';
import { DataError } from './errors.ts';

/** Labelling conventions, each with a head of its own: mixed into one head they harm each other. */
export type Convention = 'investor' | 'tweets' | 'phrasebank' | 'headlines' | 'fiqa';

/** `open`: nothing forbids commercial use of a model trained on it. `research`: its licence does, or is not stated. */
export type Terms = 'open' | 'research';

export interface SetExample extends Example {
  readonly convention: Convention;
  readonly terms: Terms;
}

export interface PublicSet {
  readonly name: string;
  readonly file: string;
  readonly convention: Convention;
  readonly terms: Terms;
  readonly licence: string;
  readonly origin: string;
  /** Lines of the file, rows without a single label included. */
  readonly rows: number;
  readonly sha256: string;
}

/** Path of a set's file in the data folder. */
export function pathOf(set: PublicSet): string {
  return join('sentiment', `${set.file}.jsonl`);
}

/** Labelled public sets, outside the repository, in the layout that `npm run data` checks. */
export const PUBLIC_SETS: readonly PublicSet[] = [
  {
    name: 'llm-labels',
    file: 'llm-labels',
    convention: 'investor',
    terms: 'open',
    licence: 'labels ours (Apache-2.0); sentences as training text only',
    origin:
      'readings of news sentences, headlines and call sentences by a large language model, for this project',
    rows: 10498,
    sha256: 'fea096ece54b48991371d25b0617a15eb3b83df09ee083dd487e9b0101b36029',
  },
  {
    name: 'Twitter Financial News',
    file: 'twitter-financial-news.train',
    convention: 'tweets',
    terms: 'open',
    licence: 'MIT',
    origin: 'tweets of financial news, annotated by their publisher',
    rows: 9531,
    sha256: '4aad79c4fba5d9d13c49e00a5c3ae6775e04daa9ef63191b4df28b02e19cc3e7',
  },
  {
    name: 'Financial PhraseBank',
    file: 'phrasebank.train',
    convention: 'phrasebank',
    terms: 'research',
    licence: 'CC BY-NC-SA 3.0',
    origin: 'Malo et al. 2014, 80 % of it',
    rows: 3869,
    sha256: 'cf6fc64a293b2886a9aba42ee3fd25fafc52370eb180bd353ddb4bdf2595435c',
  },
  {
    name: 'SEntFiN 1.0',
    file: 'sentfin.train',
    convention: 'headlines',
    terms: 'research',
    licence: 'not stated',
    origin: 'Sinha et al. 2022: headlines with the tone towards each entity',
    rows: 9203,
    sha256: '4ea327d766288608ee4643c4496a7844b9b52bf30d8c3c77a7048ff63f12129a',
  },
  {
    name: 'FiQA 2018 task 1',
    file: 'fiqa.train',
    convention: 'fiqa',
    terms: 'research',
    licence: 'not stated',
    origin: 'Maia et al. 2018: posts and headlines with a score towards a target',
    rows: 745,
    sha256: '7adc6029f7e6130f519f2fd6b80bf590db46d1d79768b5dea1ccf81977d513b9',
  },
];

const rowSchema = v.object({ text: v.string(), label: v.nullable(v.picklist(LABELS)) });

/**
 * Reads one public set; rows without a single label (SEntFiN's conflicting entities) are left out.
 *
 * @param folder that holds `sentiment/`.
 * @throws DataError where the set is missing or is not the pinned one.
 */
export async function readPublicSet(folder: string, set: PublicSet): Promise<SetExample[]> {
  const finding = await checkFiles([join(folder, pathOf(set))], set);
  if (finding.state !== 'present') {
    throw new DataError(`${set.name} is ${finding.state} in ${folder}: npm run data -- DIR says more.`);
  }
  const lines = await readLines(join(folder, pathOf(set)), set.file, rowSchema);
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
