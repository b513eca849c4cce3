import { createHash } from 'node:crypto';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { classifierConfig } from '../../models/lib/encoder.ts';
import { readEncoderConfig } from '../../src/graph/config.ts';
import { buildInferenceModel } from '../../src/graph/inference.ts';
import { FILE_OF } from '../contestants.ts';
import { blankHead, buildOrdinaryModel } from './ordinary.ts';
import { packWeights } from './pack-weights.ts';
import type { Published } from './published.ts';
import { configOf, randomWeights, type Shape } from './shape.ts';

/** What every contestant is opened from. */
export interface Prepared {
  readonly folder: string;
  readonly published: Published;
}

type Files = readonly (readonly [path: string, content: Uint8Array | string])[];

/**
 * Writes the models of all contestants into a folder, in Hugging Face layout: the published pack as it is, the same
 * weights in ordinary exports, and a larger encoder with random weights. What was made from the same sources is kept.
 *
 * @param rival shape of the larger encoder.
 * @throws BenchError
 */
export async function prepareModels(folder: string, published: Published, rival: Shape): Promise<Prepared> {
  const builders = probe();
  const tokenizer = [...published.tokenizer];
  const keep = async (model: string, key: string, make: () => Files): Promise<void> => {
    const keyFile = join(folder, model, 'key.txt');
    if ((await readFile(keyFile, 'utf8').catch(() => '')) === key) return;
    for (const [path, content] of [...tokenizer, ...make(), ['key.txt', key] as const]) {
      const target = join(folder, model, path);
      await mkdir(dirname(target), { recursive: true });
      await writeFile(target, content);
    }
  };
  await keep('tone', published.hash, () => exported(published));
  await keep('tone-ordinary', `${published.hash} ${builders}`, () => ordinary(published));
  await keep('finbert-shape', `${JSON.stringify(rival)} ${builders}`, () => random(published, rival));
  return { folder, published };
}

const exported = ({ config, graph }: Published): Files => [
  ['config.json', JSON.stringify(config)],
  [FILE_OF.int8, graph],
];

function ordinary({ config, graph, head }: Published): Files {
  const encoder = readEncoderConfig(config);
  const same = { config: encoder, ...packWeights(graph, encoder, head.output) };
  return [
    ['config.json', JSON.stringify(config)],
    [FILE_OF.q8, buildOrdinaryModel({ ...same, dtype: 'q8' })],
    [FILE_OF.fp32, buildOrdinaryModel({ ...same, dtype: 'fp32' })],
  ];
}

function random({ head: { output, labels } }: Published, shape: Shape): Files {
  const config = configOf(shape);
  const encoder = { config, weights: randomWeights(config) };
  const head = blankHead(config, output, labels.length);
  return [
    ['config.json', JSON.stringify(classifierConfig(config, labels))],
    [FILE_OF.int8, buildInferenceModel({ ...encoder, precision: 'int8', pooling: 'mean', heads: [head] })],
    [FILE_OF.q8, buildOrdinaryModel({ ...encoder, head, dtype: 'q8' })],
  ];
}

/** Changes whenever the builders write something else. */
function probe(): string {
  const config = configOf({ layers: 1, hidden: 32, heads: 2, intermediate: 64 });
  const encoder = { config, weights: randomWeights(config) };
  const head = blankHead(config, 'logits', 3);
  return createHash('sha256')
    .update(buildInferenceModel({ ...encoder, precision: 'int8', pooling: 'mean', heads: [head] }))
    .update(buildOrdinaryModel({ ...encoder, head, dtype: 'q8' }))
    .update(buildOrdinaryModel({ ...encoder, head, dtype: 'fp32' }))
    .digest('hex');
}
