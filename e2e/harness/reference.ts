import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { InferenceSession } from 'onnxruntime-node';
import * as v from 'valibot';
import { openToneModel, type ToneModel } from '../../src/engine/session.ts';
import { type Catalogue, catalogueSchema, type PackFile } from '../../src/packs/catalog.ts';
import { DIST } from './server.ts';

/** The catalogue of the build under test. */
export function readCatalogue(dist = DIST): Catalogue {
  const folder = join(dist, 'packs');
  const name = readdirSync(folder).find((file) => file.startsWith('catalog-'));
  if (name === undefined) throw new Error('The build has no catalogue.');
  return v.parse(catalogueSchema, JSON.parse(readFileSync(join(folder, name), 'utf8')));
}

/** Every chunk that a first run needs, by its address relative to the app's base. */
export function firstRunChunks(
  catalogue = readCatalogue(),
): { path: string; sha256: string; bytes: number }[] {
  const pack = catalogue.packs[0];
  const variant = pack?.variants.find(({ backend }) => backend === 'wasm');
  const runtime = catalogue.runtimes.find(({ id }) => id === 'wasm');
  const files = [
    ...(runtime?.files ?? []),
    ...(pack?.files ?? []).filter(({ path }) => variant?.needs.includes(path)),
  ];
  const chunks = new Map(files.flatMap((file) => file.chunks).map((chunk) => [chunk.sha256, chunk]));
  return [...chunks.values()].map(({ sha256, bytes }) => ({
    path: `packs/chunks/${sha256}.bin`,
    sha256,
    bytes,
  }));
}

/** The served pack in onnxruntime-node: another runtime on the same bytes. */
export async function openReference(): Promise<ToneModel> {
  const pack = readCatalogue().packs[0];
  const variant = pack?.variants.find(({ backend }) => backend === 'wasm');
  if (pack === undefined || variant === undefined) throw new Error('The build has no pack.');
  return openToneModel(pack, variant, readFile, (bytes) => InferenceSession.create(bytes));
}

async function readFile(file: PackFile): Promise<Uint8Array<ArrayBuffer>> {
  const whole = new Uint8Array(
    Buffer.concat(
      file.chunks.map(({ sha256 }) => readFileSync(join(DIST, 'packs', 'chunks', `${sha256}.bin`))),
    ),
  );
  const hash = createHash('sha256').update(whole).digest('hex');
  if (hash !== file.sha256) throw new Error(`${file.path} of the build is damaged.`);
  return whole;
}
