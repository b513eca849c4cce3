/**
 * Full fine-tuning of all-MiniLM-L6-v2 with our own training graph: one encoder, one head for each labelling
 * convention. Reads top to bottom: config, data, model, loop, evaluation, publication.
 */

import { argmax } from '../../src/evaluation/metrics.ts';
import { buildInferenceModel, type Precision } from '../../src/graph/inference.ts';
import { learningRate } from '../../src/graph/schedule.ts';
import { baseWeights, MINILM } from '../lib/base-weights.ts';
import type { Example } from '../lib/corpus.ts';
import { loadEncoder } from '../lib/encoder.ts';
import { DataError } from '../lib/errors.ts';
import { CONVENTIONS } from '../lib/heads.ts';
import { inferRows } from '../lib/infer.ts';
import { judge } from '../lib/judge.ts';
import { trainLoop } from '../lib/loop.ts';
import { type Pooled, readPool } from '../lib/pool.ts';
import { publishTone } from '../lib/publish-tone.ts';
import { RunFolder } from '../lib/run-folder.ts';
import { flag, number, oneOf, readSettings, text, whole } from '../lib/settings.ts';
import { testsBySet } from '../lib/test-sets.ts';
import { readTokenizer, tokenise } from '../lib/tokenise.ts';
import { toneBatches, toneRows } from '../lib/tone-batch.ts';
import { ToneTrainer } from '../lib/tone-trainer.ts';

// Config
const SETTINGS = {
  /** `tone`: nothing that forbids commercial use; `tone-research`: every set. */
  licence: oneOf(['tone', 'tone-research'], 'tone'),
  /** Folder of the public sets. */
  data: text(''),
  /** Folder with the start weights in Hugging Face layout; empty: they are downloaded. */
  base: text(''),
  seed: whole(7),
  epochs: whole(2),
  batch: whole(32),
  /** Highest learning rate; it rises over the warm-up and falls to zero, both linearly. */
  rate: number(5e-5),
  /** Share of the steps that warm up. */
  warmUp: number(0.06),
  /** Decoupled weight decay of matrices. */
  decay: number(0.01),
  dropout: number(0.1),
  /** Largest norm of all gradients together. */
  clip: number(1),
  /** Longest training text in tokens; longer ones are cut. */
  trainTokens: whole(128),
  maxTokens: whole(256),
  checkpointMinutes: number(3),
  /** Replace the published pack of this licence by the result. */
  publish: flag(false),
  version: text('3.0.0'),
};

export async function run(pairs: Readonly<Record<string, string>>): Promise<void> {
  const settings = readSettings(SETTINGS, pairs);
  const { data: dataFolder, base, checkpointMinutes, publish, version, ...decisive } = settings;

  // Data
  if (dataFolder === '') throw new DataError('Set data=DIR, the folder that npm run data checks.');
  const pool = (await readPool(dataFolder)).filter(
    (example) => settings.licence === 'tone-research' || example.terms === 'open',
  );
  const part = (name: Pooled['part']) => pool.filter((example) => example.part === name);
  const conventions = CONVENTIONS.filter((head) => pool.some((example) => example.convention === head.id));

  // Model
  const start = await baseWeights(MINILM, base);
  const encoder = await loadEncoder(start, settings.maxTokens);
  const tokenizer = await readTokenizer(start, settings.maxTokens);
  const encode = (examples: readonly Example[]) =>
    tokenise(
      tokenizer,
      examples.map((example) => example.text),
      settings.maxTokens,
    ).ids;
  const model = await ToneTrainer.create({
    encoder,
    heads: conventions.map((head) => ({ output: head.output, labels: head.labels.length })),
    pooling: 'mean',
    seed: settings.seed,
    dropout: settings.dropout,
    decay: settings.decay,
    clip: settings.clip,
  });
  const graph = (precision: Precision) => buildInferenceModel({ ...model.description(), precision });

  // Loop
  const folder = await RunFolder.open(`sentiment-${settings.licence}`, decisive);
  const rows = toneRows(
    part('train'),
    conventions.map((head) => head.id),
    tokenise(tokenizer, [], settings.maxTokens).tokenizer,
    settings.trainTokens,
  );
  const outputs = conventions.map((head) => head.output);
  const validation = part('validation');
  await trainLoop({
    model,
    folder,
    epochs: settings.epochs,
    batches: (epoch) => toneBatches(rows, settings.batch, settings.seed, epoch),
    rate: (step, total) =>
      learningRate(step, {
        peak: settings.rate,
        warmUp: Math.ceil(settings.warmUp * total),
        total,
        shape: 'linear',
      }),
    checkpointMinutes,
    afterEpoch: async (epoch) => {
      const found = await inferRows(graph('fp32'), encode(validation), outputs, 'validation');
      for (const { id, output } of conventions) {
        const answers = found.get(output) ?? [];
        const own = validation.map((example, i) => ({ example, answer: argmax(answers[i] ?? []) }));
        const judged = own.filter(({ example }) => example.convention === id);
        const right = judged.filter(({ example, answer }) => example.label === answer).length;
        const accuracy = (right / judged.length).toFixed(4);
        await folder.log(`epoch ${epoch + 1}: ${id} validation accuracy ${accuracy} of ${judged.length}`);
      }
    },
  });

  // Evaluation, of the graph that serves
  const models = { fp32: graph('fp32'), int8: graph('int8') };
  const heads = conventions.map((head) => ({
    head,
    validation: validation.filter((example) => example.convention === head.id),
    tests: testsBySet(part('test').filter((example) => example.convention === head.id)),
  }));
  const judgement = await judge(models, heads, encode, settings.seed);
  for (const { head, dataset, value, low, high, rows: count, name } of judgement.metrics) {
    await folder.log(`${head}, ${dataset}: ${name} ${value} (${low}–${high}) of ${count}`);
  }
  await folder.log(`int8 agrees with fp32 on ${(100 * judgement.quantisation.agreement).toFixed(2)} %`);

  // Publication
  if (!publish) return;
  const entry = await publishTone({
    id: settings.licence,
    version,
    recipe: 'sentiment',
    seed: settings.seed,
    command: `npm run train -- sentiment --set data=DIR licence=${settings.licence} publish=true`,
    about: [
      'Every weight of all-MiniLM-L6-v2 was trained, with one softmax head for each labelling convention, by our ' +
        `own training graph: ${settings.epochs} epochs, batches of ${settings.batch}, learning rate ${settings.rate}.`,
    ],
    encoder: model.description(),
    pool,
    use: 'labels',
    tokenizer,
    models: { ...models, webgpu: graph('webgpu') },
    judgement,
  });
  await folder.log(`published ${entry.id} ${entry.version}, ${entry.hash}`);
}
