import { createHash } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, it } from 'vitest';
import { type BaseWeights, baseWeights } from './base-weights.ts';

const folders: string[] = [];
afterEach(async () => {
  await Promise.all(folders.splice(0).map((folder) => rm(folder, { recursive: true })));
});

it('accepts a folder with the pinned bytes and names the file that differs or is missing', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'weights-'));
  folders.push(folder);
  const weights: BaseWeights = {
    name: 'tiny',
    licence: 'none',
    distribution: 'none==0',
    folder: 'none',
    files: { 'config.json': createHash('sha256').update('{}').digest('hex') },
  };
  await expect(baseWeights(weights, folder)).rejects.toMatchObject({
    name: 'BaseWeightsError',
    message: expect.stringContaining('config.json'),
  });
  await writeFile(join(folder, 'config.json'), '{}');
  await expect(baseWeights(weights, folder)).resolves.toBe(folder);
  await writeFile(join(folder, 'config.json'), '{ }');
  await expect(baseWeights(weights, folder)).rejects.toMatchObject({
    name: 'BaseWeightsError',
    message: expect.stringContaining('pinned'),
  });
});
