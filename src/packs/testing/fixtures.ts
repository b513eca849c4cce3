import { Database } from '../../storage/db.ts';
import { MODELS, type ModelsSchema } from '../../storage/schema.ts';
import type { Catalogue, ChunkRef, PackEntry, PackFile, RuntimeEntry } from '../catalog.ts';
import { packHash, sha256Hex } from '../hash.ts';
import { PackStore } from '../store.ts';

let databases = 0;

/** A store over a database that no other test uses. */
export function freshStore(): { store: PackStore; db: Database<ModelsSchema> } {
  databases += 1;
  const db = new Database<ModelsSchema>({ ...MODELS, name: `models-${databases}` });
  return { store: new PackStore(db), db };
}

/** Bytes that differ from file to file and repeat nowhere (a 32-bit linear congruential generator). */
export function noise(length: number, seed: number): Uint8Array<ArrayBuffer> {
  let state = seed >>> 0;
  return new Uint8Array(length).map(() => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state >>> 24;
  });
}

export async function cut(path: string, bytes: Uint8Array, chunkBytes: number): Promise<PackFile> {
  const chunks: ChunkRef[] = [];
  for (let at = 0; at < bytes.length; at += chunkBytes) {
    const piece = bytes.slice(at, at + chunkBytes);
    chunks.push({ sha256: await sha256Hex(piece), bytes: piece.length });
  }
  return { path, bytes: bytes.length, sha256: await sha256Hex(bytes), chunks };
}

export interface Made {
  readonly pack: PackEntry;
  readonly runtime: RuntimeEntry;
  readonly catalogue: Catalogue;
  /** Content by path; the runtime's file included. */
  readonly content: ReadonlyMap<string, Uint8Array<ArrayBuffer>>;
}

export interface Recipe {
  readonly seed?: number;
  readonly version?: string;
  readonly chunkBytes?: number;
}

/** A small pack of two variants that share a tokenizer, and a runtime. */
export async function makePack({
  seed = 1,
  version = '1.0.0',
  chunkBytes = 100,
}: Recipe = {}): Promise<Made> {
  const content = new Map([
    ['tokenizer.json', noise(150, 7)],
    ['onnx/model_int8.onnx', noise(420, seed)],
    ['onnx/model.onnx', noise(800, seed + 1)],
    ['ort.wasm', noise(250, 99)],
  ]);
  const cutOne = async (path: string): Promise<PackFile> =>
    cut(path, content.get(path) ?? noise(0, 0), chunkBytes);
  const files = await Promise.all(['tokenizer.json', 'onnx/model_int8.onnx', 'onnx/model.onnx'].map(cutOne));
  const pack: PackEntry = {
    id: 'tone',
    version,
    task: 'tone',
    title: 'Tone',
    summary: 'A pack for tests.',
    hash: await packHash(files),
    parameters: 10,
    maxTokens: 128,
    heads: [
      {
        id: 'investor',
        title: 'Investor',
        description: 'How a reader would take it.',
        output: 'logits',
        labels: ['negative', 'neutral', 'positive'],
        temperature: 1,
      },
    ],
    variants: [
      {
        id: 'int8',
        backend: 'wasm',
        model: 'onnx/model_int8.onnx',
        needs: ['tokenizer.json', 'onnx/model_int8.onnx'],
      },
      { id: 'fp32', backend: 'wasm', model: 'onnx/model.onnx', needs: ['tokenizer.json', 'onnx/model.onnx'] },
    ],
    files,
    metrics: [],
    licence: { spdx: 'Apache-2.0', name: 'Apache', consequence: 'Use it.' },
    data: [],
    provenance: { recipe: 'none', seed: 0, made: '2026-01-01', base: [] },
  };
  const runtime: RuntimeEntry = { id: 'wasm', version: '1.30.0', files: [await cutOne('ort.wasm')] };
  return { pack, runtime, catalogue: { format: 1, packs: [pack], runtimes: [runtime] }, content };
}

export function variantOf(pack: PackEntry, id: string): PackEntry['variants'][number] {
  const variant = pack.variants.find((one) => one.id === id);
  if (variant === undefined) throw new Error(`no variant ${id}`);
  return variant;
}

/** Every chunk of these files with its bytes. */
export function chunksOf(made: Made): Map<string, Uint8Array<ArrayBuffer>> {
  const chunks = new Map<string, Uint8Array<ArrayBuffer>>();
  for (const file of [...made.pack.files, ...made.runtime.files]) {
    let at = 0;
    for (const chunk of file.chunks) {
      chunks.set(chunk.sha256, (made.content.get(file.path) ?? noise(0, 0)).slice(at, at + chunk.bytes));
      at += chunk.bytes;
    }
  }
  return chunks;
}

export async function fill(store: PackStore, made: Made): Promise<void> {
  const chunks = chunksOf(made);
  for (const file of [...made.pack.files, ...made.runtime.files]) {
    for (const chunk of file.chunks) await store.putChunk(chunk, chunks.get(chunk.sha256) ?? noise(0, 0));
  }
}

/** The error that a promise rejects with; fails the test where it does not. */
export async function rejection(promise: Promise<unknown>): Promise<Error> {
  try {
    await promise;
  } catch (error) {
    if (error instanceof Error) return error;
    throw new Error('rejected with something that is no Error');
  }
  throw new Error('did not reject');
}
