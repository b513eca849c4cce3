/**
 * The whole road of training in miniature: our own corpus, a tiny encoder with random weights, one epoch with
 * checkpoints, and the inference graphs judged. It says that the road is whole, not that the model is good.
 */

import { evaluate } from '../../src/evaluation/metrics.ts';
import type { EncoderConfig } from '../../src/graph/config.ts';
import { buildInferenceModel } from '../../src/graph/inference.ts';
import { randomStart } from '../../src/graph/parameters.ts';
import { learningRate } from '../../src/graph/schedule.ts';
import { float32 } from '../../src/graph/tensor-data.ts';
import { expectedWeights } from '../../src/graph/weights.ts';
import { softmax } from '../../src/tasks/sentiment.ts';
import { readCorpus } from '../lib/corpus.ts';
import { TrainingError } from '../lib/errors.ts';
import { INVESTOR } from '../lib/heads.ts';
import { inferRows } from '../lib/infer.ts';
import { trainLoop } from '../lib/loop.ts';
import { RunFolder } from '../lib/run-folder.ts';
import { flag, number, readSettings, text, whole } from '../lib/settings.ts';
import { splitByComponent } from '../lib/splits.ts';
import { publishedTokenizer, tokenise } from '../lib/tokenise.ts';
import { toneBatches, toneRows } from '../lib/tone-batch.ts';
import { ToneTrainer } from '../lib/tone-trainer.ts';

// Config
const SETTINGS = {
  seed: whole(7),
  epochs: whole(1),
  batch: whole(32),
  rate: number(3e-3),
  /** Rows of the corpus to train on. */
  rows: whole(6000),
  /** Held-out accuracy below this is a failure: a third is chance. */
  floor: number(0.45),
  /** Another name, another folder under the cache. */
  name: text(''),
  /** Start over where the folder has a checkpoint. */
  fresh: flag(true),
  checkpointMinutes: number(1),
};

const CONFIG: EncoderConfig = {
  architecture: 'bert',
  vocabulary: 30_522,
  hidden: 32,
  layers: 2,
  heads: 4,
  intermediate: 64,
  positions: 64,
  firstPosition: 0,
  maxTokens: 64,
  epsilon: 1e-12,
  relativeBuckets: 32,
  hiddenDropout: 0.1,
  attentionDropout: 0.1,
};

/** Start values as BERT has them: matrices random, gains 1, biases 0. */
function randomEncoder(seed: number) {
  const weights = new Map(
    [...expectedWeights(CONFIG)].map(([name, shape]) => {
      const gain = name.endsWith('LayerNorm.weight');
      if (shape.length > 1) return [name, randomStart(name, shape, 0.05, seed)];
      return [name, float32(shape, new Float32Array(shape[0] ?? 0).fill(gain ? 1 : 0))];
    }),
  );
  return { config: CONFIG, weights };
}

export async function run(pairs: Readonly<Record<string, string>>): Promise<void> {
  const settings = readSettings(SETTINGS, pairs);
  const { checkpointMinutes, floor, fresh, ...decisive } = settings;

  // Data
  const parts = splitByComponent(await readCorpus(), { train: 0.9, test: 0.1 }, settings.seed);
  const { tokenizer } = tokenise(await publishedTokenizer('tone'), [], CONFIG.maxTokens);
  const rowsOf = (name: string, count: number) =>
    toneRows(
      (parts.get(name) ?? []).slice(0, count).map((example) => ({ ...example, convention: INVESTOR.id })),
      [INVESTOR.id],
      tokenizer,
      CONFIG.maxTokens,
    );
  const train = rowsOf('train', settings.rows);
  const test = rowsOf('test', 600);

  // Model
  const model = await ToneTrainer.create({
    encoder: randomEncoder(settings.seed),
    heads: [{ output: INVESTOR.output, labels: INVESTOR.labels.length }],
    pooling: 'mean',
    seed: settings.seed,
    dropout: 0.1,
    decay: 0.01,
    clip: 1,
  });

  // Loop
  const folder = await RunFolder.open('smoke', decisive);
  if (fresh) await folder.startOver();
  await trainLoop({
    model,
    folder,
    epochs: settings.epochs,
    batches: (epoch) => toneBatches(train, settings.batch, settings.seed, epoch),
    rate: (step, total) =>
      learningRate(step, { peak: settings.rate, warmUp: Math.ceil(total / 10), total, shape: 'linear' }),
    checkpointMinutes,
  });

  // Evaluation
  for (const precision of ['fp32', 'int8'] as const) {
    const graph = buildInferenceModel({ ...model.description(), precision });
    const ids = test.map((row) => row.tokens);
    const logits = (await inferRows(graph, ids, [INVESTOR.output], precision)).get(INVESTOR.output) ?? [];
    const report = evaluate(
      logits.map((row) => softmax(row, 1)),
      test.map((row) => row.label),
      INVESTOR.labels.length,
      { seed: settings.seed },
    );
    await folder.log(`${precision}: accuracy ${report.accuracy.value.toFixed(4)} of ${report.rows}`);
    if (report.accuracy.value < floor) throw new TrainingError(`${precision}: an accuracy below ${floor}.`);
  }
  await folder.log(`checkpoint: ${folder.checkpoint}`);
}
