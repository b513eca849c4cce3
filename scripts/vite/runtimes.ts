import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { MAX_CHUNK_BYTES } from '../../src/packs/catalog.ts';

const dist = dirname(createRequire(import.meta.url).resolve('onnxruntime-web/ort-wasm-simd-threaded.wasm'));

/** The two ONNX Runtime builds that the app uses, by the name of their files without the ending. */
const BUILDS = [
  { id: 'wasm', name: 'ort-wasm-simd-threaded' },
  { id: 'webgpu', name: 'ort-wasm-simd-threaded.asyncify' },
] as const;

/** SHA-256 in lower-case hex. */
export function sha256(bytes: Uint8Array | string): string {
  return createHash('sha256').update(bytes).digest('hex');
}

/** A file as a pack describes it, and its chunks' bytes by their hash. */
export interface CutFile {
  readonly entry: {
    readonly path: string;
    readonly bytes: number;
    readonly sha256: string;
    readonly chunks: readonly { readonly sha256: string; readonly bytes: number }[];
  };
  readonly chunks: ReadonlyMap<string, Uint8Array>;
}

/** Cuts a file into content-addressed chunks of at most `MAX_CHUNK_BYTES`. */
export function cut(path: string, bytes: Uint8Array): CutFile {
  const chunks = new Map<string, Uint8Array>();
  const refs: { sha256: string; bytes: number }[] = [];
  for (let start = 0; start < bytes.length; start += MAX_CHUNK_BYTES) {
    const chunk = bytes.subarray(start, start + MAX_CHUNK_BYTES);
    const hash = sha256(chunk);
    chunks.set(hash, chunk);
    refs.push({ sha256: hash, bytes: chunk.length });
  }
  return { entry: { path, bytes: bytes.length, sha256: sha256(bytes), chunks: refs }, chunks };
}

/** The WebAssembly of both builds as entries of the catalogue, with their chunks. */
export async function cutRuntimes() {
  const { version } = JSON.parse(await readFile(join(dist, '..', 'package.json'), 'utf8')) as {
    version: string;
  };
  return Promise.all(
    BUILDS.map(async ({ id, name }) => {
      const file = cut(`${name}.wasm`, await readFile(join(dist, `${name}.wasm`)));
      return { runtime: { id, version, files: [file.entry] }, chunks: file.chunks };
    }),
  );
}

/** ONNX Runtime's own JavaScript, which its thread workers load too: served from `ort/`, by file name. */
export async function readGlue(): Promise<ReadonlyMap<string, Uint8Array>> {
  const files = await Promise.all(
    BUILDS.map(async ({ name }) => [`${name}.mjs`, await readFile(join(dist, `${name}.mjs`))] as const),
  );
  return new Map(files);
}
