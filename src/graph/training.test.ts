import * as ortNode from 'onnxruntime-node';
// The package's own entry: in Node, only this build starts threads.
import * as ortWeb from 'onnxruntime-web';
import { beforeAll, describe, expect, it } from 'vitest';
import { dropoutMasks } from './dropout.ts';
import type { Loss } from './losses.ts';
import { AdamW } from './optimiser.ts';
import { readSafetensors } from './safetensors.ts';
import { learningRate } from './schedule.ts';
import { expectType, float32, type TensorData } from './tensor-data.ts';
import { encoderFixture, fixtureBytes, largestDifference, open, under, wanted } from './testing.ts';
import {
  buildTrainingGraph,
  type GradientOutput,
  readGradients,
  TRAINING_SESSION,
  type TrainingOptions,
} from './training.ts';

const ALL_LOSSES: readonly [Loss, ...Loss[]] = [
  { kind: 'crossEntropy', head: 'logits' },
  { kind: 'crossEntropy', head: 'other' },
  { kind: 'softCrossEntropy', head: 'logits', temperature: 2 },
  { kind: 'hiddenMse', name: 'layer', layer: 1, width: 8 },
  { kind: 'cosine', name: 'sentence', width: 8 },
];
const LABELS: readonly [Loss, ...Loss[]] = [
  { kind: 'crossEntropy', head: 'logits' },
  { kind: 'crossEntropy', head: 'other' },
];
const LORA = { kind: 'lora', rank: 3, alpha: 6, targets: ['query', 'value'] } as const;

function setting(kind: 'bert' | 'mpnet') {
  const { config, weights } = encoderFixture(kind);
  const { tensors } = readSafetensors(fixtureBytes(`training-${kind}.safetensors`));
  const extra = under(tensors, 'extra.');
  const heads = ['logits', 'other'].map((output) => ({
    output,
    weight: wanted(extra, `heads.${output}.weight`, 'float32'),
    bias: wanted(extra, `heads.${output}.bias`, 'float32'),
  }));
  const build = (options: TrainingOptions) =>
    buildTrainingGraph({ config, weights, pooling: 'mean', heads }, options);
  return { tensors, extra, build, batch: Object.fromEntries(under(tensors, 'batch.')) };
}

const used = (feeds: Record<string, TensorData>, losses: readonly Loss[]) => {
  const soft = losses.some(({ kind }) => kind === 'softCrossEntropy');
  return Object.fromEntries(
    Object.entries(feeds).filter(
      ([name]) => soft || /^(input_ids|attention_mask|.*\.labels|(logits|other)\.weights)$/.test(name),
    ),
  );
};

type Outputs = ReadonlyMap<string, GradientOutput>;

/** A gradient as a dense array, also where the graph gives one row a look-up. */
function dense(
  out: Record<string, Float32Array>,
  place: GradientOutput | undefined,
  feeds: Record<string, TensorData>,
  length: number,
): Float32Array {
  const values = out[place?.output ?? ''] ?? new Float32Array();
  if (place?.rowsOf === undefined) return values;
  const indices = feeds[place.rowsOf]?.data ?? [];
  const width = values.length / indices.length;
  const whole = new Float32Array(length);
  indices.forEach((row, lookUp) => {
    for (let i = 0; i < width; i++) {
      const at = Number(row) * width + i;
      whole[at] = (whole[at] ?? 0) + (values[lookUp * width + i] ?? 0);
    }
  });
  return whole;
}

/** Largest difference of all gradients, each relative to its parameter's largest gradient (at least 0.01). */
function worst(
  out: Record<string, Float32Array>,
  outputs: Outputs,
  expected: ReadonlyMap<string, TensorData>,
  feeds: Record<string, TensorData>,
): { name: string; difference: number } {
  let found = { name: '', difference: 0 };
  for (const [name, tensor] of expected) {
    const values = expectType(tensor, 'float32').data;
    const largest = values.reduce((max, value) => Math.max(max, Math.abs(value)), 0.01);
    const ours = dense(out, outputs.get(name), feeds, values.length);
    const difference = largestDifference(ours, values) / largest;
    if (difference >= found.difference) found = { name, difference };
  }
  return found;
}

describe.each(['bert', 'mpnet'] as const)('training %s', (kind) => {
  const { tensors, extra, build, batch } = setting(kind);

  it('gives the loss and every gradient of PyTorch, at more than 1,024 tokens on two threads', async () => {
    const graph = build({ variant: { kind: 'full' }, losses: ALL_LOSSES });
    const run = await open(graph.bytes, ortNode, TRAINING_SESSION);
    const start = Object.fromEntries(graph.parameters.map(({ name, initial }) => [name, initial]));
    const out = await run({ ...start, ...Object.fromEntries(extra), ...batch });
    expect(largestDifference(out['loss'] ?? [], wanted(tensors, 'full.loss', 'float32').data)).toBeLessThan(
      2e-6,
    );
    const expected = under(tensors, 'full.gradient.');
    expect([...expected.keys()].sort()).toEqual([...graph.gradients.keys()].sort());
    expect(worst(out, graph.gradients, expected, batch)).toMatchObject({
      difference: expect.closeTo(0, 4.5),
    });
  });

  it('gives the gradients of adapters, and of nothing else', async () => {
    const graph = build({ variant: LORA, losses: LABELS });
    const run = await open(graph.bytes, ortNode, TRAINING_SESSION);
    const values = under(tensors, 'lora.value.');
    const names = graph.parameters.map(({ name }) => name);
    expect(names.filter((name) => name.includes('lora')).sort()).toEqual([...values.keys()].sort());
    expect(names.filter((name) => !name.includes('lora'))).toHaveLength(4);
    const heads = Object.fromEntries([...extra].filter(([name]) => name.startsWith('heads.')));
    const out = await run({ ...Object.fromEntries(values), ...heads, ...used(batch, LABELS) });
    expect(largestDifference(out['loss'] ?? [], wanted(tensors, 'lora.loss', 'float32').data)).toBeLessThan(
      2e-6,
    );
    const found = worst(out, graph.gradients, under(tensors, 'lora.gradient.'), batch);
    expect(found.difference).toBeLessThan(3e-5);
  });

  it('drops what the masks of a seed and a step say, as PyTorch given the same masks', async () => {
    const dropout = { hidden: 0.1, attention: 0.2 };
    const graph = build({ variant: { kind: 'bitfit' }, losses: LABELS, dropout });
    const run = await open(graph.bytes, ortNode, TRAINING_SESSION);
    const [rows = 0, length = 0] = batch['input_ids']?.shape ?? [];
    const masks = dropoutMasks(graph.dropout, { batch: rows, length }, 11, 4);
    const start = Object.fromEntries(graph.parameters.map(({ name, initial }) => [name, initial]));
    const out = await run({ ...start, ...used(batch, LABELS), ...Object.fromEntries(masks) });
    expect(
      largestDifference(out['loss'] ?? [], wanted(tensors, 'dropout.loss', 'float32').data),
    ).toBeLessThan(2e-6);
    const found = worst(out, graph.gradients, under(tensors, 'dropout.gradient.'), batch);
    expect(found.difference).toBeLessThan(3e-5);
  });
});

describe('fifty steps of AdamW', () => {
  const { tensors, extra, build, batch } = setting('bert');
  const graph = build({ variant: { kind: 'full' }, losses: ALL_LOSSES });

  async function train(steps: number) {
    const run = await open(graph.bytes, ortNode, TRAINING_SESSION);
    const parameters = graph.parameters.map(({ name, initial, decays }) => {
      const start = expectType(extra.get(name) ?? initial, 'float32');
      return { name, shape: start.shape, data: start.data.slice(), decay: decays ? 0.01 : 0 };
    });
    const optimiser = new AdamW(parameters, { clipNorm: 1 });
    const losses: number[] = [];
    for (let step = 0; step < steps; step++) {
      const values = parameters.map(({ name, shape, data }) => [name, float32(shape, data)]);
      const out = await run({ ...Object.fromEntries(values), ...batch });
      losses.push(out['loss']?.[0] ?? Number.NaN);
      const outputs = Object.fromEntries(Object.entries(out).map(([name, data]) => [name, { data }]));
      const rate = learningRate(step, { peak: 5e-4, warmUp: 5, total: 50, shape: 'linear' });
      optimiser.step(readGradients(graph, outputs, batch), rate);
    }
    return { losses, parameters: new Map(parameters.map(({ name, data }) => [name, data])) };
  }

  it('follow those of PyTorch', async () => {
    const { losses, parameters } = await train(50);
    const expected = wanted(tensors, 'adamw.losses', 'float32').data;
    expect(largestDifference(losses, expected)).toBeLessThan(2e-4);
    expect(expected.at(-1)).toBeLessThan(0.9 * (expected[0] ?? 0));
    let largest = 0;
    for (const [name, tensor] of under(tensors, 'adamw.value.')) {
      // The true gradient of a key's bias is zero: what AdamW makes of its noise says nothing.
      if (name.endsWith('self.key.bias')) continue;
      const values = expectType(tensor, 'float32').data;
      largest = Math.max(largest, largestDifference(parameters.get(name) ?? [], values));
    }
    expect(largest).toBeLessThan(2e-4);
  });

  it('repeat to the last bit', async () => {
    const [first, second] = [await train(3), await train(3)];
    expect(second.losses).toEqual(first.losses);
    for (const [name, data] of first.parameters) expect(second.parameters.get(name)).toEqual(data);
  });
});

describe('on WebAssembly with two threads', () => {
  beforeAll(() => {
    ortWeb.env.wasm.numThreads = 2;
  });

  it('a step gives the same gradients as natively, and the same bits each time', async () => {
    const { batch, extra, build } = setting('bert');
    const graph = build({ variant: { kind: 'full' }, losses: ALL_LOSSES });
    const start = Object.fromEntries(graph.parameters.map(({ name, initial }) => [name, initial]));
    const feeds = { ...start, ...Object.fromEntries(extra), ...batch };
    const native = await (await open(graph.bytes, ortNode, TRAINING_SESSION))(feeds);
    const run = await open(graph.bytes, ortWeb, { ...TRAINING_SESSION, executionProviders: ['wasm'] });
    const [first, second] = [await run(feeds), await run(feeds)];
    expect(second).toEqual(first);
    const reference = graph.parameters.map(({ name, initial }) => {
      const values = dense(native, graph.gradients.get(name), feeds, initial.data.length);
      return [name, float32([values.length], values)] as const;
    });
    expect(worst(first, graph.gradients, new Map(reference), feeds).difference).toBeLessThan(3e-5);
  });
});
