import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as v from 'valibot';
import { type Catalogue, catalogueSchema } from '../../src/packs/catalog.ts';
import { cutRuntimes, sha256 } from './runtimes.ts';

/** The catalogue that this build fixes, and how to read every chunk that it names. */
export interface BuiltCatalogue {
  readonly catalogue: Catalogue;
  readonly bytes: Uint8Array;
  readonly sha256: string;
  /** `packs/catalog-<sha256>.json`, relative to the app's base. */
  readonly path: string;
  /** Bytes of one chunk, checked against its name; rejects for a hash that the catalogue does not name. */
  readChunk(hash: string): Promise<Uint8Array>;
  /** Every hash that the catalogue names, once. */
  readonly hashes: ReadonlySet<string>;
}

/** Merges the published packs under `packsFolder` (none yet is fine) with the runtimes, and validates the result. */
export async function buildCatalogue(packsFolder: string): Promise<BuiltCatalogue> {
  const runtimes = await cutRuntimes();
  const published = await readPublished(join(packsFolder, 'catalog.json'));
  const catalogue = v.parse(catalogueSchema, {
    ...published,
    runtimes: runtimes.map(({ runtime }) => runtime),
  });
  const bytes = new TextEncoder().encode(JSON.stringify(catalogue));
  const hash = sha256(bytes);
  const hashes = new Set(
    [...catalogue.packs, ...catalogue.runtimes].flatMap(({ files }) =>
      files.flatMap(({ chunks }) => chunks.map((chunk) => chunk.sha256 as string)),
    ),
  );
  return {
    catalogue,
    bytes,
    sha256: hash,
    path: `packs/catalog-${hash}.json`,
    hashes,
    async readChunk(wanted) {
      if (!hashes.has(wanted)) throw new Error(`The catalogue names no chunk ${wanted}.`);
      for (const { chunks } of runtimes) {
        const chunk = chunks.get(wanted);
        if (chunk !== undefined) return chunk;
      }
      const chunk = await readFile(join(packsFolder, 'chunks', `${wanted}.bin`));
      if (sha256(chunk) !== wanted) throw new Error(`models/packs/chunks/${wanted}.bin is damaged.`);
      return chunk;
    },
  };
}

async function readPublished(path: string): Promise<{ format: 1; packs: unknown }> {
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return { format: 1, packs: [] };
    throw error;
  }
  const { format, packs } = v.parse(
    v.object({ format: v.literal(1), packs: v.array(v.unknown()) }),
    JSON.parse(text),
  );
  return { format, packs };
}
