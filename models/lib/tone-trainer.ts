import * as ort from 'onnxruntime-node';
import { dropoutMasks } from '../../src/graph/dropout.ts';
import type { ClassifierHead, Pooling } from '../../src/graph/heads.ts';
import { AdamW } from '../../src/graph/optimiser.ts';
import { randomStart } from '../../src/graph/parameters.ts';
import { expectType, type TensorData, tensorData } from '../../src/graph/tensor-data.ts';
import {
  buildTrainingGraph,
  readGradients,
  TRAINING_SESSION,
  type TrainingGraph,
} from '../../src/graph/training.ts';
import type { Weights } from '../../src/graph/weights.ts';
import type { Encoder } from './encoder.ts';
import { DataError } from './errors.ts';
import type { StepResult, Trainable } from './loop.ts';
import type { ToneBatch } from './tone-batch.ts';

export interface ToneTrainerOptions {
  readonly encoder: Encoder;
  readonly heads: readonly { readonly output: string; readonly labels: number }[];
  readonly pooling: Pooling;
  /** Of the heads' start values and of dropout. */
  readonly seed: number;
  /** Share of hidden states and attention probabilities that is dropped. */
  readonly dropout: number;
  /** Decoupled weight decay of matrices. */
  readonly decay: number;
  /** Largest norm of all gradients together. */
  readonly clip: number;
}

/** Standard deviation of a head's start values, as BERT has it. */
const HEAD_DEVIATION = 0.02;

/** Full fine-tuning of an encoder with several heads, in onnxruntime-node; every row trains the head that it names. */
export class ToneTrainer implements Trainable<ToneBatch> {
  private readonly options: ToneTrainerOptions;
  private readonly graph: TrainingGraph;
  private readonly session: ort.InferenceSession;
  /** Current values, by name; the optimiser changes them in place. */
  private readonly values: ReadonlyMap<string, TensorData<'float32'>>;
  private readonly optimiser: AdamW;

  private constructor(options: ToneTrainerOptions, graph: TrainingGraph, session: ort.InferenceSession) {
    this.options = options;
    this.graph = graph;
    this.session = session;
    this.values = new Map(
      graph.parameters.map(({ name, initial }) => [
        name,
        tensorData('float32', initial.shape, initial.data.slice()),
      ]),
    );
    this.optimiser = new AdamW(
      graph.parameters.map(({ name, decays }) => {
        const { data, shape } = this.value(name);
        return { name, data, shape, decay: decays ? options.decay : 0 };
      }),
      { clipNorm: options.clip },
    );
  }

  static async create(options: ToneTrainerOptions): Promise<ToneTrainer> {
    const { encoder, heads, pooling, seed, dropout } = options;
    const [first, ...rest] = heads.map(({ output }) => ({ kind: 'crossEntropy' as const, head: output }));
    if (first === undefined) throw new DataError('A model needs a head.');
    const graph = buildTrainingGraph(
      { ...encoder, pooling, heads: heads.map((head) => startOf(head, encoder.config.hidden, seed)) },
      {
        variant: { kind: 'full' },
        losses: [first, ...rest],
        dropout: { hidden: dropout, attention: dropout },
        seed,
      },
    );
    return new ToneTrainer(
      options,
      graph,
      await ort.InferenceSession.create(graph.bytes, { ...TRAINING_SESSION }),
    );
  }

  async step(batch: ToneBatch, rate: number, step: number): Promise<StepResult> {
    const feeds = this.feeds(batch, step);
    const outputs = await this.session.run(feeds);
    const loss = Number(outputs[this.graph.lossOutput]?.data[0]);
    if (!Number.isFinite(loss)) return { loss, finite: false };
    const gradients = readGradients(this.graph, outputs, feeds);
    return { loss, finite: this.optimiser.step(gradients, rate).finite };
  }

  snapshot(): ReadonlyMap<string, TensorData> {
    const parameters = [...this.values].map(([name, tensor]) => [`parameter.${name}`, tensor] as const);
    return new Map<string, TensorData>([...parameters, ...this.optimiser.state()]);
  }

  restore(tensors: ReadonlyMap<string, TensorData>): void {
    for (const [name, { data }] of this.values) {
      const kept = tensors.get(`parameter.${name}`);
      if (kept?.data.length !== data.length) throw new DataError(`The checkpoint lacks ${name}.`);
      data.set(expectType(kept, 'float32').data);
    }
    this.optimiser.restore(tensors);
  }

  /** The model as it stands, to be written as an inference graph. */
  description(): {
    readonly config: Encoder['config'];
    readonly weights: Weights;
    readonly pooling: Pooling;
    readonly heads: readonly ClassifierHead[];
  } {
    const { encoder, heads, pooling } = this.options;
    return {
      config: encoder.config,
      weights: new Map([...encoder.weights.keys()].map((name) => [name, this.value(name)])),
      pooling,
      heads: heads.map(({ output }) => ({
        output,
        weight: this.value(`heads.${output}.weight`),
        bias: this.value(`heads.${output}.bias`),
      })),
    };
  }

  release(): Promise<void> {
    return this.session.release();
  }

  private value(name: string): TensorData<'float32'> {
    const found = this.values.get(name);
    if (found === undefined) throw new DataError(`The model has no parameter ${name}.`);
    return found;
  }

  private feeds({ rows }: ToneBatch, step: number): Record<string, ort.Tensor> {
    const length = Math.max(...rows.map((row) => row.tokens.length));
    const shape = [rows.length, length];
    const ids = new BigInt64Array(rows.length * length);
    const mask = new BigInt64Array(rows.length * length);
    rows.forEach(({ tokens }, r) => {
      tokens.forEach((token, c) => {
        ids[r * length + c] = BigInt(token);
        mask[r * length + c] = 1n;
      });
    });
    const feeds: Record<string, ort.Tensor> = {
      input_ids: new ort.Tensor('int64', ids, shape),
      attention_mask: new ort.Tensor('int64', mask, shape),
    };
    this.options.heads.forEach(({ output }, head) => {
      const labels = Int32Array.from(rows, (row) => (row.head === head ? row.label : 0));
      const weights = Float32Array.from(rows, (row) => (row.head === head ? 1 / rows.length : 0));
      feeds[`${output}.labels`] = new ort.Tensor('int32', labels, [rows.length]);
      feeds[`${output}.weights`] = new ort.Tensor('float32', weights, [rows.length]);
    });
    for (const [name, tensor] of this.values) {
      feeds[name] = new ort.Tensor('float32', tensor.data, tensor.shape);
    }
    const axes = { batch: rows.length, length };
    for (const [name, tensor] of dropoutMasks(this.graph.dropout, axes, this.options.seed, step)) {
      feeds[name] = new ort.Tensor('uint8', tensor.data, tensor.shape);
    }
    return feeds;
  }
}

function startOf(
  { output, labels }: { readonly output: string; readonly labels: number },
  hidden: number,
  seed: number,
): ClassifierHead {
  return {
    output,
    weight: randomStart(`heads.${output}.weight`, [labels, hidden], HEAD_DEVIATION, seed),
    bias: tensorData('float32', [labels], new Float32Array(labels)),
  };
}
