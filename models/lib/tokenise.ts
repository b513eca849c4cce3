import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as v from 'valibot';
import { createTokenizer, type TextTokenizer } from '../../src/engine/tokenizer.ts';
import { readCatalogue, readPackFile } from './chunks.ts';
import { DataError } from './errors.ts';
import { PACKS } from './paths.ts';

/** The parsed files that describe a tokenizer. */
export interface TokenizerFiles {
  /** `tokenizer.json`. */
  readonly tokenizer: object;
  /** `tokenizer_config.json`. */
  readonly config: object;
  /** `special_tokens_map.json`. */
  readonly specials: object;
}

const objectSchema = v.looseObject({});

/**
 * Reads a tokenizer from a folder in Hugging Face layout. Truncation and padding are taken out of the file, so
 * that every runtime that reads it gets the plain ids and cuts them itself.
 */
export async function readTokenizer(folder: string, maxTokens: number): Promise<TokenizerFiles> {
  const read = async (name: string): Promise<Record<string, unknown>> =>
    v.parse(objectSchema, JSON.parse(await readFile(join(folder, name), 'utf8')));
  const config = await read('tokenizer_config.json');
  return {
    tokenizer: { ...(await read('tokenizer.json')), truncation: null, padding: null },
    config: { ...config, model_max_length: maxTokens },
    specials: await read('special_tokens_map.json'),
  };
}

/**
 * The tokenizer of a published pack: what the repository itself holds, without a download.
 *
 * @throws DataError where no such pack is published.
 */
export async function publishedTokenizer(id: string): Promise<TokenizerFiles> {
  const pack = (await readCatalogue(PACKS)).packs.find((candidate) => candidate.id === id);
  const read = async (path: string): Promise<object> => {
    const file = pack?.files.find((candidate) => candidate.path === path);
    if (file === undefined) throw new DataError(`No pack "${id}" with "${path}" is published.`);
    return v.parse(objectSchema, JSON.parse(new TextDecoder().decode(await readPackFile(PACKS, file))));
  };
  return {
    tokenizer: await read('tokenizer.json'),
    config: await read('tokenizer_config.json'),
    specials: await read('special_tokens_map.json'),
  };
}

/** Token ids of each text, cut to the window, by the very code that serves the product. */
export function tokenise(
  files: TokenizerFiles,
  texts: readonly string[],
  maxTokens: number,
): { readonly tokenizer: TextTokenizer; readonly ids: readonly (readonly number[])[] } {
  const tokenizer = createTokenizer(files.tokenizer, files.config);
  return { tokenizer, ids: texts.map((text) => tokenizer.encode(text, maxTokens).ids) };
}
