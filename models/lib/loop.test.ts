import { rm } from 'node:fs/promises';
import { afterEach, describe, expect, it } from 'vitest';
import { learningRate } from '../../src/graph/schedule.ts';
import { float32, type TensorData } from '../../src/graph/tensor-data.ts';
import { epochBatches } from './batches.ts';
import { type Trainable, trainLoop } from './loop.ts';
import { RunFolder } from './run-folder.ts';

interface Batch {
  readonly ids: readonly string[];
  readonly values: readonly number[];
}

/** One weight with momentum, whose path depends on every batch, its order, its rate and the step's number. */
class Toy implements Trainable<Batch> {
  weight = 0;
  momentum = 0;
  private readonly dieAt: number;

  constructor(dieAt = Number.POSITIVE_INFINITY) {
    this.dieAt = dieAt;
  }

  async step(batch: Batch, rate: number, step: number) {
    if (step >= this.dieAt) throw new Error('killed');
    const target = batch.values.reduce((sum, value) => sum + value, 0) + step;
    this.momentum = Math.fround(0.9 * this.momentum + (this.weight - target));
    this.weight = Math.fround(this.weight - rate * this.momentum);
    return { loss: (this.weight - target) ** 2, finite: Number.isFinite(target) };
  }

  snapshot(): ReadonlyMap<string, TensorData> {
    return new Map([['state', float32([2], [this.weight, this.momentum])]]);
  }

  restore(tensors: ReadonlyMap<string, TensorData>): void {
    const [weight, momentum] = tensors.get('state')?.data ?? [];
    this.weight = Number(weight);
    this.momentum = Number(momentum);
  }
}

const folders: RunFolder[] = [];
async function folder(name: string): Promise<RunFolder> {
  const made = await RunFolder.open('loop-test', { name, process: process.pid });
  folders.push(made);
  return made;
}
afterEach(async () => {
  await Promise.all(folders.splice(0).map((made) => rm(made.path, { recursive: true })));
});

const values = Array.from({ length: 100 }, (_, i) => (i * 37) % 11);
const batches = (epoch: number): Batch[] =>
  epochBatches(values, 8, 5, epoch).map((indices) => ({
    ids: indices.map(String),
    values: indices.map((i) => values[i] ?? 0),
  }));
const common = {
  epochs: 2,
  batches,
  rate: (step: number, total: number) =>
    learningRate(step, { peak: 0.01, warmUp: 3, total, shape: 'linear' }),
};

describe('trainLoop', () => {
  it('ends where it would have ended if it is killed and resumed', async () => {
    const whole = new Toy();
    await trainLoop({ ...common, model: whole, folder: await folder('whole'), checkpointMinutes: 1 });

    const broken = await folder('broken');
    const epochs: number[] = [];
    await expect(
      trainLoop({ ...common, model: new Toy(17), folder: broken, checkpointMinutes: 0 }),
    ).rejects.toThrow('killed');
    const resumed = new Toy();
    await trainLoop({
      ...common,
      model: resumed,
      folder: broken,
      checkpointMinutes: 0,
      afterEpoch: async (epoch) => {
        epochs.push(epoch);
      },
    });
    expect(whole.weight).not.toBe(0);
    expect(resumed.weight).toBe(whole.weight);
    expect(resumed.momentum).toBe(whole.momentum);
    expect(epochs).toEqual([1]);
  });

  it('names the examples of a batch that is not finite', async () => {
    const bad = (): Batch[] => [{ ids: ['tweets:3', 'tweets:9'], values: [1, Number.NaN] }];
    await expect(
      trainLoop({
        ...common,
        batches: bad,
        model: new Toy(),
        folder: await folder('bad'),
        checkpointMinutes: 1,
      }),
    ).rejects.toMatchObject({
      name: 'BadBatchError',
      message: expect.stringContaining('tweets:3, tweets:9'),
    });
  });
});

describe('epochBatches', () => {
  it('holds every example once, in lengths that belong together, in another order each epoch', () => {
    const lengths = Array.from({ length: 5000 }, (_, i) => 5 + ((i * 7919) % 60));
    const first = epochBatches(lengths, 32, 1, 0);
    expect(first.flat().sort((a, b) => a - b)).toEqual(lengths.map((_, i) => i));
    const padded = first.reduce(
      (sum, batch) => sum + batch.length * Math.max(...batch.map((i) => lengths[i] ?? 0)),
      0,
    );
    const needed = lengths.reduce((sum, length) => sum + length, 0);
    expect(padded / needed).toBeLessThan(1.05);
    expect(epochBatches(lengths, 32, 1, 0)).toEqual(first);
    expect(epochBatches(lengths, 32, 1, 1)).not.toEqual(first);
    expect(epochBatches(lengths, 32, 2, 0)).not.toEqual(first);
  });
});
