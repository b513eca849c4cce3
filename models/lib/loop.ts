import type { TensorData } from '../../src/graph/tensor-data.ts';
import { BadBatchError } from './errors.ts';
import { clock, Progress } from './progress.ts';
import type { RunFolder } from './run-folder.ts';

/** A model under training. */
export interface Trainable<B> {
  /**
   * One optimiser step; returns the loss before it, and leaves everything as it was where loss or gradients are
   * not finite.
   *
   * @param step Number of the step, from 0; seeds dropout.
   */
  step(batch: B, rate: number, step: number): Promise<StepResult>;
  /** Everything that the next step depends on. */
  snapshot(): ReadonlyMap<string, TensorData>;
  restore(tensors: ReadonlyMap<string, TensorData>): void;
}

export interface StepResult {
  readonly loss: number;
  /** False where the loss or a gradient is NaN or infinite. */
  readonly finite: boolean;
}

/** A batch with the ids of its examples, for reports. */
export interface NamedBatch {
  readonly ids: readonly string[];
}

export interface LoopOptions<B extends NamedBatch> {
  readonly model: Trainable<B>;
  readonly folder: RunFolder;
  readonly epochs: number;
  /** The batches of an epoch; the same whenever it is asked for. */
  readonly batches: (epoch: number) => readonly B[];
  readonly rate: (step: number, total: number) => number;
  readonly checkpointMinutes: number;
  /** Called after each epoch, also where it ended before an interruption but was not yet judged. */
  readonly afterEpoch?: (epoch: number) => Promise<void>;
}

/** Weight of the past in the loss that is shown. */
const MEMORY = 0.98;

/**
 * Trains from the last checkpoint of the run's folder, or from the start, to the end.
 *
 * @throws BadBatchError that names the examples of a batch whose loss or gradient is not finite.
 */
export async function trainLoop<B extends NamedBatch>(options: LoopOptions<B>): Promise<void> {
  const { model, folder, epochs } = options;
  const plan = Array.from({ length: epochs }, (_, epoch) => options.batches(epoch));
  const total = plan.reduce((sum, batches) => sum + batches.length, 0);
  const kept = await folder.load();
  if (kept !== undefined) model.restore(kept.tensors);
  const first = kept?.step ?? 0;
  await folder.log(kept === undefined ? `starting ${total} steps` : `resuming at step ${first} of ${total}`);

  const progress = new Progress('training', total, first);
  const started = Date.now();
  let saved = started;
  let shown: number | undefined;
  let step = 0;
  for (const [epoch, batches] of plan.entries()) {
    const end = step + batches.length;
    for (const batch of batches) {
      if (step < first) {
        step++;
        continue;
      }
      const { loss, finite } = await model.step(batch, options.rate(step, total), step);
      if (!finite) {
        const message = `Step ${step}: the loss (${loss}) or a gradient is not finite. Batch: ${batch.ids.join(', ')}`;
        await folder.log(message);
        throw new BadBatchError(message);
      }
      step++;
      shown = shown === undefined ? loss : MEMORY * shown + (1 - MEMORY) * loss;
      progress.update(step, `loss ${shown.toFixed(4)}`);
      if (step % 50 === 0) {
        const pace = clock((Date.now() - started) / 1000);
        await folder.log(`step ${step}/${total}, loss ${shown.toFixed(4)}, ${pace} since the start`);
      }
      if (Date.now() - saved >= options.checkpointMinutes * 60_000) {
        await folder.save({ step, tensors: model.snapshot() });
        saved = Date.now();
      }
    }
    if (end >= first) {
      await folder.save({ step: end, tensors: model.snapshot() });
      saved = Date.now();
      await options.afterEpoch?.(epoch);
    }
  }
  progress.end();
}
