import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as v from 'valibot';
import {
  type Catalogue,
  catalogueSchema,
  MAX_CHUNK_BYTES,
  type PackEntry,
  type PackFile,
  type Sha256,
  sha256Schema,
} from '../../src/packs/catalog.ts';
import { PublishError } from './errors.ts';

/** SHA-256 of some bytes. */
export function sha256(bytes: Uint8Array): Sha256 {
  return v.parse(sha256Schema, createHash('sha256').update(bytes).digest('hex'));
}

const chunkPath = (folder: string, name: string): string => join(folder, 'chunks', `${name}.bin`);

/** Writes a file of a pack as content-addressed chunks and describes it. */
export async function writeChunks(folder: string, path: string, bytes: Uint8Array): Promise<PackFile> {
  await mkdir(join(folder, 'chunks'), { recursive: true });
  const chunks: PackFile['chunks'] = [];
  for (let start = 0; start < bytes.byteLength; start += MAX_CHUNK_BYTES) {
    const piece = bytes.subarray(start, Math.min(start + MAX_CHUNK_BYTES, bytes.byteLength));
    const name = sha256(piece);
    await writeFile(chunkPath(folder, name), piece);
    chunks.push({ sha256: name, bytes: piece.byteLength });
  }
  return { path, bytes: bytes.byteLength, sha256: sha256(bytes), chunks };
}

/**
 * Bytes of a published file, put together from its chunks.
 *
 * @throws PublishError if a chunk is missing or the result is not what the catalogue says.
 */
export async function readPackFile(folder: string, file: PackFile): Promise<Uint8Array<ArrayBuffer>> {
  const bytes = new Uint8Array(file.bytes);
  let offset = 0;
  for (const chunk of file.chunks) {
    const piece = await readFile(chunkPath(folder, chunk.sha256)).catch((cause: unknown) => {
      throw new PublishError(`A chunk of "${file.path}" is missing.`, { cause });
    });
    if (offset + piece.byteLength > bytes.byteLength) throw new PublishError(`"${file.path}" is too long.`);
    bytes.set(piece, offset);
    offset += piece.byteLength;
  }
  if (sha256(bytes) !== file.sha256) throw new PublishError(`"${file.path}" is damaged.`);
  return bytes;
}

/** The published catalogue; an empty one where nothing is published yet. */
export async function readCatalogue(folder: string): Promise<Catalogue> {
  const text = await readFile(join(folder, 'catalog.json'), 'utf8').catch(() => undefined);
  if (text === undefined) return { format: 1, packs: [], runtimes: [] };
  return v.parse(catalogueSchema, JSON.parse(text));
}

/** Puts a pack in the place of its earlier version, and deletes chunks that nothing refers to any more. */
export async function replaceInCatalogue(folder: string, entry: PackEntry): Promise<void> {
  const catalogue = await readCatalogue(folder);
  const packs = [...catalogue.packs.filter((pack) => pack.id !== entry.id), entry];
  packs.sort((a, b) => (a.id < b.id ? -1 : 1));
  const next = v.parse(catalogueSchema, { ...catalogue, packs });
  await writeFile(join(folder, 'catalog.json'), `${JSON.stringify(next, null, 1)}\n`);
  const used = new Set(
    packs.flatMap((pack) => pack.files.flatMap((file) => file.chunks.map((chunk) => `${chunk.sha256}.bin`))),
  );
  for (const name of await readdir(join(folder, 'chunks'))) {
    if (!used.has(name)) await rm(join(folder, 'chunks', name));
  }
}
