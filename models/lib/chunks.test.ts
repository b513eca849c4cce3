import { createHash } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { MAX_CHUNK_BYTES, type PackEntry } from '../../src/packs/catalog.ts';
import { packHash } from '../../src/packs/hash.ts';
import { readCatalogue, readPackFile, replaceInCatalogue, writeChunks } from './chunks.ts';

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'packs-'));
});
afterEach(() => rm(folder, { recursive: true }));

const large = new Uint8Array(MAX_CHUNK_BYTES + 5).map((_, i) => i % 251);

async function entry(version: string, bytes: Uint8Array): Promise<PackEntry> {
  const file = await writeChunks(folder, 'config.json', bytes);
  return {
    id: 'tone',
    version,
    task: 'tone',
    title: 'Tone',
    summary: 'A test.',
    hash: await packHash([file]),
    parameters: 1,
    maxTokens: 8,
    heads: [
      {
        id: 'investor',
        title: 'Investor',
        description: 'A test.',
        output: 'logits',
        labels: ['no', 'yes'],
        temperature: 1,
      },
    ],
    variants: [{ id: 'int8', backend: 'wasm', model: 'config.json', needs: ['config.json'] }],
    files: [file],
    metrics: [],
    licence: { spdx: 'Apache-2.0', name: 'Apache License 2.0', consequence: 'A test.' },
    data: [],
    provenance: { recipe: 'test', seed: 0, made: '2026-11-27', base: [] },
  };
}

describe('packs on disk', () => {
  it('cuts files into chunks named by their SHA-256 and puts them together again', async () => {
    const file = await writeChunks(folder, 'onnx/model.onnx', large);
    expect(file.chunks.map((chunk) => chunk.bytes)).toEqual([MAX_CHUNK_BYTES, 5]);
    for (const chunk of file.chunks) {
      const bytes = await readFile(join(folder, 'chunks', `${chunk.sha256}.bin`));
      expect(createHash('sha256').update(bytes).digest('hex')).toBe(chunk.sha256);
    }
    expect(Buffer.compare(await readPackFile(folder, file), large)).toBe(0);
  });

  it('refuses a file with a damaged or a missing chunk', async () => {
    const file = await writeChunks(folder, 'onnx/model.onnx', large);
    const path = join(folder, 'chunks', `${file.chunks[1]?.sha256}.bin`);
    await writeFile(path, new Uint8Array(5));
    await expect(readPackFile(folder, file)).rejects.toMatchObject({ name: 'PublishError' });
    await rm(path);
    await expect(readPackFile(folder, file)).rejects.toThrow(/missing/);
  });

  it('replaces the earlier version and deletes what nothing refers to', async () => {
    const first = await entry('1.0.0', Uint8Array.of(1));
    await replaceInCatalogue(folder, first);
    const second = await entry('2.0.0', Uint8Array.of(2));
    await replaceInCatalogue(folder, second);
    const { packs, runtimes } = await readCatalogue(folder);
    expect(packs).toEqual([second]);
    expect(runtimes).toEqual([]);
    expect(await readdir(join(folder, 'chunks'))).toEqual([`${second.files[0]?.sha256}.bin`]);
    expect(second.hash).not.toBe(first.hash);
  });
});
