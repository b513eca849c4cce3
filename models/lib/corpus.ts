import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as v from 'valibot';
import { DataError } from './errors.ts';
import { DATA } from './paths.ts';

/** Tone labels in the order of every head's logits. */
export const LABELS = ['negative', 'neutral', 'positive'] as const;

/** A labelled text. */
export interface Example {
  /** Where it comes from: file, line and, for a paraphrase, its number. */
  readonly id: string;
  readonly text: string;
  /** Index into `LABELS`. */
  readonly label: number;
  /** Examples of one group belong on the same side of a split: a source with its paraphrases, one document. */
  readonly group: string;
  /** Name of the data set. */
  readonly set: string;
  /** What makes it instructive, where its set says so. */
  readonly kind: string;
}

const labelSchema = v.picklist(LABELS);
const sentenceSchema = v.object({ text: v.string(), label: labelSchema, kind: v.string() });
const paraphraseSchema = v.object({
  source: v.string(),
  label: labelSchema,
  paraphrases: v.array(v.object({ text: v.string(), style: v.string() })),
});
const documentSchema = v.object({ doc: v.string(), type: v.string(), text: v.string(), label: labelSchema });

/** One line of a JSON Lines file with its place. */
export interface Line<T> {
  /** File without its ending, and line number from 1. */
  readonly id: string;
  readonly value: T;
}

/**
 * Reads a JSON Lines file and checks each line.
 *
 * @throws DataError that names the line.
 */
export async function readLines<const S extends v.GenericSchema>(
  path: string,
  name: string,
  schema: S,
): Promise<Line<v.InferOutput<S>>[]> {
  const text = await readFile(path, 'utf8').catch((cause: unknown) => {
    throw new DataError(`${name} cannot be read.`, { cause });
  });
  return text.split('\n').flatMap((line, index) => {
    if (line.trim() === '') return [];
    const id = `${name}:${index + 1}`;
    try {
      return [{ id, value: v.parse(schema, JSON.parse(line)) }];
    } catch (cause) {
      throw new DataError(`${id} is not what this set should hold.`, { cause });
    }
  });
}

async function readFolder<const S extends v.GenericSchema>(folder: string, schema: S) {
  const names = (await readdir(join(DATA, folder))).filter((name) => name.endsWith('.jsonl')).sort();
  const files = await Promise.all(
    names.map((name) => readLines(join(DATA, folder, name), `${folder}/${name.slice(0, -6)}`, schema)),
  );
  return files.flat();
}

const indexOf = (label: (typeof LABELS)[number]): number => LABELS.indexOf(label);

/** Our corpus in the investor convention: single sentences, sources with their paraphrases, document sentences. */
export async function readCorpus(): Promise<Example[]> {
  const sentences = (await readFolder('sentiment', sentenceSchema)).map(({ id, value }) => ({
    id,
    text: value.text,
    label: indexOf(value.label),
    group: id,
    set: 'sentences',
    kind: value.kind,
  }));
  const paraphrases = (await readFolder('paraphrase', paraphraseSchema)).flatMap(({ id, value }) =>
    [{ text: value.source, style: 'source' }, ...value.paraphrases].map(({ text, style }, index) => ({
      id: `${id}/${index}`,
      text,
      label: indexOf(value.label),
      group: id,
      set: 'paraphrases',
      kind: style,
    })),
  );
  const documents = (await readFolder('documents', documentSchema)).map(({ id, value }) => ({
    id,
    text: value.text,
    label: indexOf(value.label),
    group: `documents/${value.doc}`,
    set: 'documents',
    kind: value.type,
  }));
  return [...sentences, ...paraphrases, ...documents];
}
