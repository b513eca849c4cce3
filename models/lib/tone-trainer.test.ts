import { describe, expect, it } from 'vitest';
import type { EncoderConfig } from '../../src/graph/config.ts';
import { buildInferenceModel } from '../../src/graph/inference.ts';
import { randomStart } from '../../src/graph/parameters.ts';
import { float32 } from '../../src/graph/tensor-data.ts';
import { expectedWeights } from '../../src/graph/weights.ts';
import { softmax } from '../../src/tasks/sentiment.ts';
import { inferRows } from './infer.ts';
import type { ToneBatch, ToneRow } from './tone-batch.ts';
import { ToneTrainer } from './tone-trainer.ts';

const CONFIG: EncoderConfig = {
  architecture: 'bert',
  vocabulary: 40,
  hidden: 8,
  layers: 1,
  heads: 2,
  intermediate: 16,
  positions: 16,
  firstPosition: 0,
  maxTokens: 16,
  epsilon: 1e-12,
  relativeBuckets: 32,
  hiddenDropout: 0,
  attentionDropout: 0,
};

const WEIGHTS = new Map(
  [...expectedWeights(CONFIG)].map(([name, shape]) =>
    name.endsWith('LayerNorm.weight')
      ? [name, float32(shape, new Float32Array(shape[0] ?? 0).fill(1))]
      : [name, randomStart(name, shape, 0.2, 3)],
  ),
);

const ROWS: readonly ToneRow[] = [
  { id: 'a', tokens: [1, 5, 9, 2], head: 0, label: 2 },
  { id: 'b', tokens: [1, 7, 2], head: 1, label: 0 },
  { id: 'c', tokens: [1, 30, 31, 32, 33, 2], head: 0, label: 1 },
];
const batchOf = (rows: readonly ToneRow[]): ToneBatch => ({ ids: rows.map((row) => row.id), rows });

const OUTPUTS = ['logits', 'logits.tweets'];

function trainer(decay = 0): Promise<ToneTrainer> {
  return ToneTrainer.create({
    encoder: { config: CONFIG, weights: WEIGHTS },
    heads: OUTPUTS.map((output) => ({ output, labels: 3 })),
    pooling: 'mean',
    seed: 1,
    dropout: 0,
    decay,
    clip: 1,
  });
}

describe('ToneTrainer', () => {
  it('starts at the loss that the inference graph implies, and lowers it', async () => {
    const model = await trainer();
    const graph = buildInferenceModel({ ...model.description(), precision: 'fp32' });
    const logits = await inferRows(
      graph,
      ROWS.map((row) => row.tokens),
      OUTPUTS,
      'test',
    );
    const implied = ROWS.reduce((sum, row, i) => {
      const answers = softmax(logits.get(OUTPUTS[row.head] ?? '')?.[i] ?? [], 1);
      return sum - Math.log(answers[row.label] ?? 0) / ROWS.length;
    }, 0);
    const first = await model.step(batchOf(ROWS), 1e-2, 0);
    expect(first.loss).toBeCloseTo(implied, 5);
    let last = first.loss;
    for (let step = 1; step < 40; step++) last = (await model.step(batchOf(ROWS), 1e-2, step)).loss;
    expect(last).toBeLessThan(first.loss / 2);
    await model.release();
  });

  it('leaves the head of another convention alone', async () => {
    const model = await trainer();
    const [ours, theirs] = model.description().heads.map((head) => [...head.weight.data]);
    await model.step(batchOf(ROWS.filter((row) => row.head === 0)), 1e-2, 0);
    const [oursAfter, theirsAfter] = model.description().heads.map((head) => [...head.weight.data]);
    expect(theirsAfter).toEqual(theirs);
    expect(oursAfter).not.toEqual(ours);
    await model.release();
  });

  it('says that a step is not finite and changes nothing', async () => {
    const model = await trainer();
    const name = 'parameter.embeddings.LayerNorm.bias';
    const sick = new Map(model.snapshot());
    sick.set(name, float32([CONFIG.hidden], new Float32Array(CONFIG.hidden).fill(Number.NaN)));
    model.restore(sick);
    const before = [...(model.description().weights.get('encoder.layer.0.output.dense.weight')?.data ?? [])];
    expect((await model.step(batchOf(ROWS), 1e-2, 0)).finite).toBe(false);
    const after = [...(model.description().weights.get('encoder.layer.0.output.dense.weight')?.data ?? [])];
    expect(after).toEqual(before);
    await model.release();
  });
});
