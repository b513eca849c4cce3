import { DEFAULT_PACK, findPack } from '../../src/cli/choose-pack.ts';
import { PUBLISHED, readCatalogue, readPackFile } from '../../src/cli/pack-folder.ts';
import type { Head } from '../../src/packs/catalog.ts';
import { BenchError } from '../errors.ts';

/** The model that is measured. */
export interface Published {
  readonly id: string;
  readonly version: string;
  readonly hash: string;
  readonly maxTokens: number;
  readonly head: Head;
  /** `config.json`, parsed. */
  readonly config: object;
  /** Tokenizer files by name. */
  readonly tokenizer: ReadonlyMap<string, Uint8Array>;
  /** The int8 graph. */
  readonly graph: Uint8Array;
}

const TOKENIZER_FILES = ['tokenizer.json', 'tokenizer_config.json', 'special_tokens_map.json'];

/**
 * Reads the published default pack; its chunks are verified.
 * @throws BenchError, PackMissingError, BadContentError
 */
export async function readPublished(): Promise<Published> {
  const pack = findPack(await readCatalogue(PUBLISHED), DEFAULT_PACK);
  const head = pack.heads[0];
  const variant = pack.variants.find((candidate) => candidate.id === 'int8');
  if (head === undefined || variant === undefined) throw new BenchError(`${pack.id} has no int8 files.`);
  const read = (path: string) => {
    const file = pack.files.find((candidate) => candidate.path === path);
    if (file === undefined) throw new BenchError(`${pack.id} has no file "${path}".`);
    return readPackFile(PUBLISHED, file);
  };
  const tokenizer = new Map<string, Uint8Array>();
  for (const path of TOKENIZER_FILES) tokenizer.set(path, await read(path));
  const config: object = JSON.parse(new TextDecoder().decode(await read('config.json')));
  const { id, version, hash, maxTokens } = pack;
  return { id, version, hash, maxTokens, head, config, tokenizer, graph: await read(variant.model) };
}
