import { describe, expect, it } from 'vitest';
import { buildInferenceModel, type InferenceDescription } from './inference.ts';
import { float32, type TensorData } from './tensor-data.ts';
import { encoderFixture, largestDifference, noise, open, padded } from './testing.ts';
import type { Variant } from './variants.ts';
import { requireWeight, type Weights } from './weights.ts';

const RANK = 2;
const ALPHA = 3;
const LORA: Variant = { kind: 'lora', rank: RANK, alpha: ALPHA, targets: ['query', 'value', 'output'] };

const { config, weights, texts } = encoderFixture('bert');
const head = { output: 'logits', weight: float32([3, 32], noise(96, 5)), bias: float32([3], noise(3, 6)) };
const newHead = { output: 'logits', weight: float32([3, 32], noise(96, 8)), bias: float32([3], noise(3, 9)) };
const headFeeds = { 'heads.logits.weight': newHead.weight, 'heads.logits.bias': newHead.bias };

const describeModel = (
  precision: 'fp32' | 'int8',
  more: Partial<InferenceDescription>,
): InferenceDescription => ({
  config,
  weights,
  precision,
  pooling: 'mean',
  heads: [head],
  ...more,
});

async function logits(description: InferenceDescription, delta: Record<string, TensorData> = {}) {
  const run = await open(buildInferenceModel(description));
  return (await run({ ...padded(texts), ...delta }))['logits'] ?? new Float32Array();
}

/** Values of an adapter beside a linear map, and the map's weight with them multiplied in. */
function adapter(linear: string, seed: number) {
  const base = requireWeight(weights, `${linear}.weight`);
  const [out = 0, into = 0] = base.shape;
  const a = float32(
    [RANK, into],
    noise(RANK * into, seed).map((value) => value / 4),
  );
  const b = float32(
    [out, RANK],
    noise(out * RANK, seed + 1).map((value) => value / 4),
  );
  const merged = base.data.map((value, i) => {
    const [row, column] = [Math.floor(i / into), i % into];
    let sum = 0;
    for (let r = 0; r < RANK; r++) sum += (b.data[row * RANK + r] ?? 0) * (a.data[r * into + column] ?? 0);
    return value + (ALPHA / RANK) * sum;
  });
  return {
    feeds: { [`${linear}.lora_A`]: a, [`${linear}.lora_B`]: b },
    merged: [`${linear}.weight`, float32(base.shape, merged)] as const,
  };
}

const adapters = [0, 1].flatMap((layer) =>
  ['attention.self.query', 'attention.self.value', 'output.dense'].map((map, i) =>
    adapter(`encoder.layer.${layer}.${map}`, 10 * layer + 2 * i + 30),
  ),
);
const loraFeeds: Record<string, TensorData> = Object.assign({}, ...adapters.map(({ feeds }) => feeds));
const merged: Weights = new Map([...weights, ...adapters.map((one) => one.merged)]);

const biases = [...weights].flatMap(([name, tensor], i) =>
  name.endsWith('.bias') ? [[name, float32(tensor.shape, noise(tensor.data.length, i))] as const] : [],
);

describe('a delta fed to a serving graph', () => {
  it('of adapters equals the model with them multiplied in', async () => {
    const fed = await logits(describeModel('fp32', { delta: LORA }), { ...loraFeeds, ...headFeeds });
    const baked = await logits(describeModel('fp32', { weights: merged, heads: [newHead] }));
    expect(largestDifference(fed, baked)).toBeLessThan(2e-5);
    const before = await logits(describeModel('fp32', { heads: [newHead] }));
    expect(largestDifference(before, baked)).toBeGreaterThan(0.1);
  });

  it('of adapters stays close to that in int8', async () => {
    const fed = await logits(describeModel('int8', { delta: LORA }), { ...loraFeeds, ...headFeeds });
    const baked = await logits(describeModel('fp32', { weights: merged, heads: [newHead] }));
    const before = await logits(describeModel('fp32', { heads: [newHead] }));
    expect(largestDifference(fed, baked)).toBeLessThan(0.1 * largestDifference(before, baked));
  });

  it.each([
    ['fp32', 1e-5],
    ['int8', 1e-6],
  ] as const)('of biases equals the model with them in place, in %s', async (precision, noiseLimit) => {
    const feeds = { ...Object.fromEntries(biases), ...headFeeds };
    const fed = await logits(describeModel(precision, { delta: { kind: 'bitfit' } }), feeds);
    const baked = await logits(
      describeModel(precision, { weights: new Map([...weights, ...biases]), heads: [newHead] }),
    );
    expect(largestDifference(fed, baked)).toBeLessThan(noiseLimit);
  });

  it.each(['fp32', 'int8'] as const)(
    'of a head alone changes the answer and not the vector, in %s',
    async (precision) => {
      const fed = await logits(describeModel(precision, { delta: { kind: 'head' } }), headFeeds);
      const baked = await logits(describeModel(precision, { heads: [newHead] }));
      expect(largestDifference(fed, baked)).toBeLessThan(1e-6);
    },
  );

  it('cannot be every weight', () => {
    const build = () => buildInferenceModel(describeModel('fp32', { delta: { kind: 'full' } }));
    expect(build).toThrow(expect.objectContaining({ name: 'ModelDescriptionError' }));
  });
});
