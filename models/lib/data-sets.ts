import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';

/** A data set that recipes may use, as it lies in a folder outside the repository. */
export interface DataSet {
  readonly name: string;
  /** File, or folder of `.jsonl` files, relative to the data folder. */
  readonly path: string;
  /** Lines that are not empty. */
  readonly rows: number;
  /** Of the file as it lies on disk; of a folder's files one after the other, sorted by name. */
  readonly sha256: string;
  readonly origin: string;
  /** As published. */
  readonly licence: string;
  /** False where the licence forbids commercial use, is for research only or is not stated. */
  readonly commercial: boolean;
}

export const DATA_SETS = {
  sentences: {
    name: "Undertone's corpus: single sentences",
    path: 'corpus/sentiment',
    rows: 5950,
    sha256: '8f6af26852fc90f2a1fe723c7c18ebb3e42240c6c573fbee382bfa701852d68e',
    origin: 'written by a large language model for this project',
    licence: 'Apache-2.0',
    commercial: true,
  },
  documents: {
    name: "Undertone's corpus: documents",
    path: 'corpus/documents',
    rows: 1883,
    sha256: '2b0b22aa180d08b4e7b3d1c18a16325064a8bdd26a3e11a3832fb4e9fe77da71',
    origin: 'written by a large language model for this project',
    licence: 'Apache-2.0',
    commercial: true,
  },
  paraphrases: {
    name: "Undertone's corpus: paraphrases",
    path: 'corpus/paraphrase',
    rows: 2960,
    sha256: 'fe610f79beb2616b9cab9ce655ec55369e78453fc26cf0db76b727392b0d3023',
    origin: 'written by a large language model for this project',
    licence: 'Apache-2.0',
    commercial: true,
  },
  tweets: {
    name: 'Twitter Financial News Sentiment',
    path: 'data/sentiment/twitter-financial-news.train.jsonl',
    rows: 9531,
    sha256: '4aad79c4fba5d9d13c49e00a5c3ae6775e04daa9ef63191b4df28b02e19cc3e7',
    origin: 'tweets of financial news, annotated by their publisher',
    licence: 'MIT',
    commercial: true,
  },
  readings: {
    name: 'Readings of real sentences',
    path: 'data/sentiment/llm-labels.jsonl',
    rows: 10498,
    sha256: 'fea096ece54b48991371d25b0617a15eb3b83df09ee083dd487e9b0101b36029',
    origin:
      'news sentences, headlines and call sentences, labelled by a large language model for this project',
    licence: 'labels ours; sentences as training text only',
    commercial: true,
  },
  realParaphrases: {
    name: 'Paraphrases of real sentences',
    path: 'data/paraphrase/llm.jsonl',
    rows: 7647,
    sha256: 'f66b5b6b330775e2546f2415b62fac8b132f023531b625d400a363f7ee8e59be',
    origin: 'written and labelled by a large language model for this project from news and call sentences',
    licence: 'paraphrases and labels ours; sources as training text only',
    commercial: true,
  },
  phrasebank: {
    name: 'Financial PhraseBank',
    path: 'data/sentiment/phrasebank.train.jsonl',
    rows: 3869,
    sha256: 'cf6fc64a293b2886a9aba42ee3fd25fafc52370eb180bd353ddb4bdf2595435c',
    origin: 'Malo et al. 2014, 80 % of it',
    licence: 'CC BY-NC-SA 3.0',
    commercial: false,
  },
  headlines: {
    name: 'SEntFiN 1.0',
    path: 'data/sentiment/sentfin.train.jsonl',
    rows: 9203,
    sha256: '4ea327d766288608ee4643c4496a7844b9b52bf30d8c3c77a7048ff63f12129a',
    origin: 'Sinha et al. 2022, headlines with the tone towards each entity',
    licence: 'not stated',
    commercial: false,
  },
  fiqa: {
    name: 'FiQA 2018 task 1',
    path: 'data/sentiment/fiqa.train.jsonl',
    rows: 745,
    sha256: '7adc6029f7e6130f519f2fd6b80bf590db46d1d79768b5dea1ccf81977d513b9',
    origin: 'Maia et al. 2018, posts and headlines with a score towards a target',
    licence: 'not stated',
    commercial: false,
  },
} as const satisfies Readonly<Record<string, DataSet>>;

export type DataSetId = keyof typeof DATA_SETS;

/** What is known of a set after looking at its place. */
export type Finding =
  | { readonly state: 'present' }
  | { readonly state: 'missing' }
  | { readonly state: 'changed'; readonly rows: number; readonly sha256: string };

async function bytesAt(path: string): Promise<Uint8Array[] | undefined> {
  try {
    const names = (await readdir(path)).filter((name) => name.endsWith('.jsonl')).sort();
    return await Promise.all(names.map((name) => readFile(join(path, name))));
  } catch (error) {
    if (!hasCode(error, 'ENOTDIR')) return hasCode(error, 'ENOENT') ? undefined : Promise.reject(error);
    return [await readFile(path)];
  }
}

function hasCode(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code;
}

function countRows(path: string, bytes: Uint8Array): number {
  const text = new TextDecoder().decode(path.endsWith('.gz') ? gunzipSync(bytes) : bytes);
  return text.split('\n').filter((line) => line.trim() !== '').length;
}

/** Compares a data set with its pinned rows and SHA-256. */
export async function checkDataSet(folder: string, set: DataSet): Promise<Finding> {
  const pieces = await bytesAt(join(folder, set.path));
  if (pieces === undefined || pieces.length === 0) return { state: 'missing' };
  const hash = createHash('sha256');
  for (const piece of pieces) hash.update(piece);
  const sha256 = hash.digest('hex');
  const rows = pieces.reduce((sum, piece) => sum + countRows(set.path, piece), 0);
  return sha256 === set.sha256 && rows === set.rows
    ? { state: 'present' }
    : { state: 'changed', rows, sha256 };
}
