/**
 * Time of a training step of ours against PyTorch's on the CPU, in one run: forward, backward and AdamW over
 * 32 texts of 32 tokens, dropout 0.1, a head of three labels.
 *
 *     npx tsx bench/training-step.ts [--threads 2] [--steps 12] [--python python3] [--only 4×312]
 *
 * PyTorch with transformers is optional: where the interpreter lacks them, ours are timed alone.
 */
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import * as ort from 'onnxruntime-node';
import * as v from 'valibot';
import { type EncoderConfig, readEncoderConfig } from '../src/graph/config.ts';
import { dropoutMasks } from '../src/graph/dropout.ts';
import { AdamW } from '../src/graph/optimiser.ts';
import { normal } from '../src/graph/random.ts';
import { float32, type TensorData } from '../src/graph/tensor-data.ts';
import { buildTrainingGraph, readGradients, TRAINING_SESSION } from '../src/graph/training.ts';
import type { Variant } from '../src/graph/variants.ts';
import { expectedWeights, type Weights } from '../src/graph/weights.ts';

const BATCH = 32;
const LENGTH = 32;
const LABELS = 3;

const SHAPES = {
  '4×312': { num_hidden_layers: 4, hidden_size: 312, intermediate_size: 1200 },
  '6×384': { num_hidden_layers: 6, hidden_size: 384, intermediate_size: 1536 },
} as const;

const VARIANTS = {
  full: { kind: 'full' },
  bitfit: { kind: 'bitfit' },
  lora: { kind: 'lora', rank: 8, alpha: 16, targets: ['query', 'value'] },
} as const satisfies Record<string, Variant>;

function configOf(shape: (typeof SHAPES)[keyof typeof SHAPES]): EncoderConfig {
  return readEncoderConfig({
    model_type: 'bert',
    vocab_size: 30_522,
    num_attention_heads: 12,
    max_position_embeddings: 512,
    ...shape,
  });
}

function randomWeights(config: EncoderConfig): Weights {
  const weights = new Map<string, TensorData<'float32'>>();
  let seed = 0;
  for (const [name, shape] of expectedWeights(config)) {
    seed += 1;
    const count = shape.reduce((product, size) => product * size, 1);
    const values = name.endsWith('LayerNorm.weight')
      ? new Float32Array(count).fill(1)
      : normal(count, 0.02, seed);
    weights.set(name, float32(shape, values));
  }
  return weights;
}

const median = (values: readonly number[]): number =>
  [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;

function batchFeeds(): Record<string, ort.Tensor> {
  const count = BATCH * LENGTH;
  const ids = BigInt64Array.from({ length: count }, (_, i) => BigInt(1000 + ((i * 7919) % 29_000)));
  return {
    input_ids: new ort.Tensor('int64', ids, [BATCH, LENGTH]),
    attention_mask: new ort.Tensor('int64', new BigInt64Array(count).fill(1n), [BATCH, LENGTH]),
    'logits.labels': new ort.Tensor(
      'int32',
      Int32Array.from({ length: BATCH }, (_, i) => i % LABELS),
      [BATCH],
    ),
    'logits.weights': new ort.Tensor('float32', new Float32Array(BATCH).fill(1 / BATCH), [BATCH]),
  };
}

interface Timing {
  /** Milliseconds of a whole step, median. */
  readonly step: number;
  /** Processor time of a whole step, all threads together, median: what counts on a machine that is busy. */
  readonly cpu: number;
}

interface OurTiming extends Timing {
  /** Milliseconds inside the optimiser. */
  readonly optimiser: number;
}

async function ours(
  config: EncoderConfig,
  variant: Variant,
  threads: number,
  steps: number,
): Promise<OurTiming> {
  const head = {
    output: 'logits',
    weight: float32([LABELS, config.hidden], normal(LABELS * config.hidden, 0.02, 1)),
    bias: float32([LABELS], new Float32Array(LABELS)),
  };
  const graph = buildTrainingGraph(
    { config, weights: randomWeights(config), pooling: 'mean', heads: [head] },
    { variant, losses: [{ kind: 'crossEntropy', head: 'logits' }], dropout: { hidden: 0.1, attention: 0.1 } },
  );
  const session = await ort.InferenceSession.create(graph.bytes, {
    ...TRAINING_SESSION,
    intraOpNumThreads: threads,
    logSeverityLevel: 3,
  });
  const parameters = graph.parameters.map(({ name, initial, decays }) => ({
    name,
    shape: initial.shape,
    data: initial.data,
    decay: decays ? 0.01 : 0,
  }));
  const optimiser = new AdamW(parameters, { clipNorm: 1 });
  const feeds = batchFeeds();
  for (const { name, data, shape } of parameters) feeds[name] = new ort.Tensor('float32', data, shape);
  const total: number[] = [];
  const inOptimiser: number[] = [];
  const processor: number[] = [];
  for (let step = 0; step < steps + 2; step++) {
    const start = performance.now();
    const cpuStart = process.cpuUsage();
    for (const [name, { data, shape }] of dropoutMasks(
      graph.dropout,
      { batch: BATCH, length: LENGTH },
      1,
      step,
    )) {
      feeds[name] = new ort.Tensor('uint8', data, shape);
    }
    const out = await session.run(feeds);
    const ran = performance.now();
    optimiser.step(readGradients(graph, out, feeds), 1e-4);
    total.push(performance.now() - start);
    inOptimiser.push(performance.now() - ran);
    const { user, system } = process.cpuUsage(cpuStart);
    processor.push((user + system) / 1000);
  }
  await session.release();
  // The first two steps warm up.
  const [step, cpu, inside] = [total, processor, inOptimiser].map((times) => median(times.slice(2)));
  return { step: step ?? 0, cpu: cpu ?? 0, optimiser: inside ?? 0 };
}

const timingsSchema = v.record(v.string(), v.object({ step: v.number(), cpu: v.number() }));

/** PyTorch's timings by `shape variant`, or the reason why there are none. */
function pytorch(python: string, job: object): Record<string, Timing> | string {
  const script = fileURLToPath(new URL('training_step.py', import.meta.url));
  const { status, stdout, stderr, error } = spawnSync(python, [script, JSON.stringify(job)], {
    encoding: 'utf8',
  });
  if (error !== undefined) return error.message;
  if (status !== 0) return stderr.trim().split('\n').at(-1) ?? `exit status ${status}`;
  return v.parse(timingsSchema, JSON.parse(stdout.trim().split('\n').at(-1) ?? ''));
}

const { values } = parseArgs({
  options: {
    threads: { type: 'string', default: '2' },
    steps: { type: 'string', default: '12' },
    python: { type: 'string', default: process.env['UNDERTONE_PYTHON'] ?? 'python3' },
    only: { type: 'string', default: '' },
  },
});
const [threads, steps] = [Number(values.threads), Number(values.steps)];
const chosen = Object.entries(SHAPES).filter(([name]) => name.includes(values.only));
const shapes = Object.fromEntries(chosen);
const reference = pytorch(values.python, { shapes, batch: BATCH, length: LENGTH, threads, steps });
if (typeof reference === 'string') console.log(`PyTorch is skipped: ${reference}`);
const beside = (ours: number, theirs: number | undefined): string =>
  theirs === undefined
    ? ours.toFixed(0)
    : `${ours.toFixed(0)} / ${theirs.toFixed(0)} = ${(ours / theirs).toFixed(2)}`;
console.log(`${threads} threads: ours / PyTorch, milliseconds a step`);
console.log('shape | variant | wall | processor | optimiser');
for (const [shapeName, shape] of chosen) {
  for (const [variantName, variant] of Object.entries(VARIANTS)) {
    const { step, cpu, optimiser } = await ours(configOf(shape), variant, threads, steps);
    const other = typeof reference === 'string' ? undefined : reference[`${shapeName} ${variantName}`];
    const cells = [beside(step, other?.step), beside(cpu, other?.cpu), optimiser.toFixed(0)];
    console.log([shapeName, variantName, ...cells].join(' | '));
  }
}
