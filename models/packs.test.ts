import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { env, pipeline } from '@huggingface/transformers';
import * as ort from 'onnxruntime-node';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openToneModel, type ToneModel } from '../src/engine/session.ts';
import type { PackEntry } from '../src/packs/catalog.ts';
import { packHash } from '../src/packs/hash.ts';
import { readCatalogue, readPackFile } from './lib/chunks.ts';
import { PACKS } from './lib/paths.ts';

const TEXTS = [
  'Operating profit rose to EUR 13.1 million from EUR 8.7 million a year earlier.',
  'The lender cut its dividend after loan losses tripled.',
  'The annual general meeting will be held in Oslo on 4 May.',
  'Losses narrowed for the third quarter in a row.',
];

const { packs } = await readCatalogue(PACKS);

describe.each(packs.map((pack) => [pack.id, pack] as const))('published pack %s', (_id, pack: PackEntry) => {
  const variant = pack.variants.find((candidate) => candidate.id === 'int8');
  let folder = '';
  let model: ToneModel;

  beforeAll(async () => {
    if (variant === undefined) throw new Error('The pack has no int8 variant.');
    folder = await mkdtemp(join(tmpdir(), 'pack-'));
    model = await openToneModel(
      pack,
      variant,
      (file) => readPackFile(PACKS, file),
      (bytes) => ort.InferenceSession.create(bytes),
    );
  }, 20_000);

  afterAll(async () => {
    await model.release();
    await rm(folder, { recursive: true });
  });

  it('is what its hash says and small enough for a first run', async () => {
    expect(await packHash(pack.files)).toBe(pack.hash);
    const needed = new Set(variant?.needs);
    const bytes = pack.files
      .filter((file) => needed.has(file.path))
      .reduce((sum, file) => sum + file.bytes, 0);
    expect(needed.has('tokenizer.json')).toBe(true);
    expect(bytes).toBeLessThan(24_000_000);
  });

  it('gives the answers that the reference stored, alone, mixed, padded and over-long', async () => {
    expect(await model.check('full')).toBeGreaterThanOrEqual(0);
  }, 20_000);

  const webgpu = pack.variants.filter((candidate) => candidate.backend === 'webgpu');
  it.each(webgpu)(
    'gives the answers that the reference stored in its graph $id too',
    async (variant) => {
      // The graph is plain float32: Node shows that the file is right, a browser shows that its device is.
      const other = await openToneModel(
        pack,
        variant,
        (file) => readPackFile(PACKS, file),
        (bytes) => ort.InferenceSession.create(bytes),
      );
      try {
        expect(await other.check('full')).toBeLessThan(1e-3);
      } finally {
        await other.release();
      }
    },
    20_000,
  );

  it('answers as the text-classification pipeline of transformers.js does', async () => {
    for (const file of pack.files) {
      const path = join(folder, pack.id, file.path);
      await mkdir(dirname(path), { recursive: true });
      await writeFile(path, await readPackFile(PACKS, file));
    }
    env.allowRemoteModels = false;
    env.allowLocalModels = true;
    env.localModelPath = `${folder}/`;
    const classify = await pipeline('text-classification', pack.id, { dtype: 'int8' });
    const [head] = pack.heads;
    if (head === undefined) throw new Error('The pack has no head.');
    for (const text of TEXTS) {
      const [score] = await model.score(head.id, [model.encode(text)]);
      const answers = await classify(text, { top_k: null });
      const theirs = new Map(answers.flat().map((answer) => [answer.label, answer.score]));
      // The pipeline knows no temperature: undo ours by raising probabilities to its power.
      const powers = (score?.probabilities ?? []).map((probability) => probability ** head.temperature);
      const sum = powers.reduce((total, power) => total + power, 0);
      expect([...theirs.keys()].sort()).toEqual([...head.labels].sort());
      head.labels.forEach((label, i) => {
        expect(theirs.get(label)).toBeCloseTo((powers[i] ?? Number.NaN) / sum, 3);
      });
    }
    await classify.dispose();
  }, 30_000);
});
