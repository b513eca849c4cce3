import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import * as v from 'valibot';
import { type Catalogue, catalogueSchema, type PackFile } from '../packs/catalog.ts';
import { checkCatalogue } from '../packs/consistency.ts';
import { BadContentError, CatalogueInvalidError, MissingChunkError } from '../packs/errors.ts';
import { sha256Hex } from '../packs/hash.ts';
import { PackMissingError } from './errors.ts';

/** The packs that are published with this repository: `catalog.json` and `chunks/`. */
export const PUBLISHED = fileURLToPath(new URL('../../models/packs/', import.meta.url));

/**
 * Reads the catalogue of a folder of packs.
 *
 * @throws PackMissingError where there is none; CatalogueInvalidError
 */
export async function readCatalogue(folder: string): Promise<Catalogue> {
  const text = await readFile(join(folder, 'catalog.json'), 'utf8').catch((cause: unknown) => {
    throw new PackMissingError(`There is no catalogue of packs in ${folder}.`, { cause });
  });
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (cause) {
    throw new CatalogueInvalidError('it is not JSON.', { cause });
  }
  const parsed = v.safeParse(catalogueSchema, json);
  if (!parsed.success) throw new CatalogueInvalidError(v.summarize(parsed.issues));
  await checkCatalogue(parsed.output);
  return parsed.output;
}

/**
 * Puts a file of a pack together; every chunk and the whole are checked before anything uses them.
 *
 * @throws MissingChunkError, BadContentError
 */
export async function readPackFile(folder: string, file: PackFile): Promise<Uint8Array<ArrayBuffer>> {
  const whole = new Uint8Array(file.bytes);
  let offset = 0;
  for (const chunk of file.chunks) {
    const piece = await readFile(join(folder, 'chunks', `${chunk.sha256}.bin`)).catch(() => {
      throw new MissingChunkError(file.path, chunk.sha256);
    });
    if (piece.length !== chunk.bytes || (await sha256Hex(piece)) !== chunk.sha256) {
      throw new BadContentError(chunk.sha256, file.path);
    }
    whole.set(piece, offset);
    offset += piece.length;
  }
  if ((await sha256Hex(whole)) !== file.sha256) throw new BadContentError(file.sha256, file.path);
  return whole;
}
