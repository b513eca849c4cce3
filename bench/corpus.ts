import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import * as v from 'valibot';
import { createTokenizer } from '../src/engine/tokenizer.ts';
import type { Published } from './models/published.ts';
import { TEXTS, TOKENS, textsOfLength } from './texts.ts';

/** Sentences of our own, invented for training. */
const CORPUS = fileURLToPath(new URL('../models/data/sentiment/earnings.jsonl', import.meta.url));

const rowSchema = v.looseObject({ text: v.string() });
const objectSchema = v.looseObject({});

/** The measured texts: `TEXTS` of exactly `TOKENS` tokens each. */
export async function measuredTexts({ tokenizer: files, maxTokens }: Published): Promise<string[]> {
  const json = (name: string) => v.parse(objectSchema, JSON.parse(new TextDecoder().decode(files.get(name))));
  const tokenizer = createTokenizer(json('tokenizer.json'), json('tokenizer_config.json'));
  const rows = (await readFile(CORPUS, 'utf8')).split('\n').filter((line) => line !== '');
  const sentences = rows.map((line) => v.parse(rowSchema, JSON.parse(line)).text);
  return textsOfLength(sentences, TEXTS, TOKENS, (text) => tokenizer.encode(text, maxTokens).total);
}
