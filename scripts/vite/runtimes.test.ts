import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { expect, test } from 'vitest';
import { MAX_CHUNK_BYTES } from '../../src/packs/catalog.ts';
import { buildCatalogue } from './catalogue.ts';
import { cut } from './runtimes.ts';

const hash = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');

test('cut pieces join to the file again, none is over the limit, and each is named by its hash', () => {
  const bytes = new Uint8Array(2 * MAX_CHUNK_BYTES + 5).map((_, index) => (index * 31) % 251);
  const { entry, chunks } = cut('a.wasm', bytes);
  expect(entry.chunks.map((chunk) => chunk.bytes)).toEqual([MAX_CHUNK_BYTES, MAX_CHUNK_BYTES, 5]);
  const joined = Buffer.concat(entry.chunks.map((chunk) => chunks.get(chunk.sha256) ?? new Uint8Array()));
  expect(hash(joined)).toBe(hash(bytes));
  expect(entry).toMatchObject({ path: 'a.wasm', bytes: bytes.length, sha256: hash(bytes) });
  for (const chunk of entry.chunks)
    expect(hash(chunks.get(chunk.sha256) ?? new Uint8Array())).toBe(chunk.sha256);
});

test('the catalogue holds the installed runtime byte for byte, and its name is its hash', async () => {
  const built = await buildCatalogue('/no/such/folder');
  expect(built.path).toBe(`packs/catalog-${hash(built.bytes)}.json`);
  const runtime = built.catalogue.runtimes.find(({ id }) => id === 'wasm');
  const parts = await Promise.all(runtime?.files[0]?.chunks.map((one) => built.readChunk(one.sha256)) ?? []);
  const require = createRequire(import.meta.url);
  const installed = readFileSync(require.resolve('onnxruntime-web/ort-wasm-simd-threaded.wasm'));
  expect(hash(Buffer.concat(parts))).toBe(hash(installed));
  await expect(built.readChunk('0'.repeat(64))).rejects.toThrow('names no chunk');
});
