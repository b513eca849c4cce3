import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { classifierConfig } from '../models/lib/encoder.ts';
import { buildInferenceModel } from '../src/graph/inference.ts';
import { normal } from '../src/graph/random.ts';
import { float32 } from '../src/graph/tensor-data.ts';
import { requireWeight } from '../src/graph/weights.ts';
import { CONTESTANTS, OURS } from './contestants.ts';
import { measuredTexts } from './corpus.ts';
import type { Measured } from './measure.ts';
import { packWeights } from './models/pack-weights.ts';
import { type Prepared, prepareModels } from './models/prepare.ts';
import { type Published, readPublished } from './models/published.ts';
import { configOf, randomWeights } from './models/shape.ts';
import { runNode } from './node/run.ts';
import { TEXTS } from './texts.ts';

const SHAPE = { layers: 2, hidden: 32, heads: 2, intermediate: 64 };

/** The published pack with a tiny encoder in the place of its own. */
async function tiny(): Promise<Published> {
  const published = await readPublished();
  const { labels, output } = published.head;
  const config = configOf(SHAPE);
  const head = {
    output,
    weight: float32([labels.length, config.hidden], normal(labels.length * config.hidden, 1, 3)),
    bias: float32([labels.length], new Float32Array(labels.length)),
  };
  const graph = buildInferenceModel({
    config,
    weights: randomWeights(config),
    precision: 'int8',
    pooling: 'mean',
    heads: [head],
  });
  return { ...published, hash: 'tiny', config: classifierConfig(config, labels), graph };
}

describe('the benchmark in Node', () => {
  let folder: string;
  let prepared: Prepared;
  let texts: string[];
  let measured: Measured;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'undertone-bench-'));
    const published = await tiny();
    prepared = await prepareModels(folder, published, SHAPE);
    texts = await measuredTexts(published);
    measured = await runNode(prepared, texts, { repeats: 2, seconds: 0.01 }, () => undefined);
  }, 60_000);
  afterAll(() => rm(folder, { recursive: true, force: true }));

  it('measures every contestant with one thread and two, alone and in batches', () => {
    expect(texts).toHaveLength(TEXTS);
    expect(measured.speeds).toHaveLength(CONTESTANTS.length * 4);
    expect(measured.ratios).toHaveLength((CONTESTANTS.length - 1) * 4);
    for (const { sentencesPerSecond } of measured.speeds) expect(sentencesPerSecond.low).toBeGreaterThan(0);
  });

  it('compares models that answer alike', () => {
    for (const { id, agreement } of measured.speeds) {
      if (id === OURS || id === 'transformers-int8') expect(agreement).toBe(1);
      else if (id.startsWith('transformers')) expect(agreement).toBeGreaterThan(0.8);
      else expect(agreement).toBeNull();
    }
  });

  it('gives the rivals the very weights of the published graph', () => {
    const config = configOf(SHAPE);
    const { graph, head } = prepared.published;
    const read = packWeights(graph, config, head.output).weights;
    for (const [name, { data }] of randomWeights(config)) {
      const found = requireWeight(read, name).data;
      // 8 bits a weight: half a step of the largest of 0.05, and more where two large weights meet.
      const worst = data.reduce((most, value, i) => Math.max(most, Math.abs(value - (found[i] ?? 9))), 0);
      expect(worst, name).toBeLessThan(0.015);
    }
  });
});
