import * as ortNode from 'onnxruntime-node';
import * as ortWeb from 'onnxruntime-web/wasm';
import { describe, expect, it } from 'vitest';
import type { ClassifierHead } from './heads.ts';
import { buildInferenceModel } from './inference.ts';
import { float32 } from './tensor-data.ts';
import { encoderFixture, largestDifference, noise, open, padded } from './testing.ts';

const runtimes = { node: ortNode, wasm: ortWeb };
ortWeb.env.wasm.numThreads = 1;

const head = (output: string, hidden: number): ClassifierHead => ({
  output,
  weight: float32([3, hidden], noise(3 * hidden, 5)),
  bias: float32([3], noise(3, 6)),
});

function model(kind: 'bert' | 'mpnet', precision: 'fp32' | 'int8') {
  const fixture = encoderFixture(kind);
  const { config, weights } = fixture;
  const bytes = buildInferenceModel({
    config,
    weights,
    precision,
    pooling: 'mean',
    heads: [head('logits', config.hidden)],
    pooledOutput: 'pooled',
    hiddenOutput: 'hidden',
  });
  return { ...fixture, bytes };
}

describe.each(['bert', 'mpnet'] as const)('%s encoder', (kind) => {
  it('gives the hidden states and pooled vectors of PyTorch in float32', async () => {
    const { bytes, texts, hidden, pooled, config } = model(kind, 'fp32');
    const run = await open(bytes);
    const out = await run(padded(texts));
    const longest = hidden.shape[1] ?? 0;
    const atTokens = (out['hidden'] ?? new Float32Array()).map((value, i) => {
      const [row, position] = [
        Math.floor(i / (longest * config.hidden)),
        Math.floor(i / config.hidden) % longest,
      ];
      return position < (texts[row]?.length ?? 0) ? value : 0;
    });
    expect(largestDifference(atTokens, hidden.data)).toBeLessThan(1e-5);
    expect(largestDifference(out['pooled'] ?? [], pooled.data)).toBeLessThan(1e-5);
  });

  it('stays close to float32 in int8', async () => {
    const { bytes, texts, pooled, config } = model(kind, 'int8');
    const run = await open(bytes);
    const out = (await run(padded(texts)))['pooled'] ?? new Float32Array();
    for (let row = 0; row < texts.length; row++) {
      const a = out.subarray(row * config.hidden, (row + 1) * config.hidden);
      const b = pooled.data.subarray(row * config.hidden, (row + 1) * config.hidden);
      const dot = (x: Float32Array, y: Float32Array) =>
        x.reduce((sum, value, i) => sum + value * (y[i] ?? 0), 0);
      expect(dot(a, b) / Math.sqrt(dot(a, a) * dot(b, b))).toBeGreaterThan(0.998);
    }
  });

  describe.each([
    ['fp32', 'node'],
    ['fp32', 'wasm'],
    ['int8', 'node'],
    ['int8', 'wasm'],
  ] as const)('%s on %s', (precision, runtime) => {
    it("answers for a text alone as in a mixed batch and as in one padded to the model's window", async () => {
      const { bytes, texts, config } = model(kind, precision);
      const run = await open(bytes, runtimes[runtime]);
      const batch = Array.from({ length: 32 }, (_, i) => texts[(i * 7) % texts.length] ?? []);
      const mixed = (await run(padded(batch)))['logits'] ?? [];
      const wide = (await run(padded(batch, config.maxTokens)))['logits'] ?? [];
      const alone: number[] = [];
      for (const text of batch) alone.push(...((await run(padded([text])))['logits'] ?? []));
      // int8 would be off by a thousandth and more if one rounded activation moved by a step.
      const noise = precision === 'int8' ? 1e-6 : 5e-6;
      expect(largestDifference(mixed, alone)).toBeLessThan(noise);
      expect(largestDifference(mixed, wide)).toBeLessThan(noise);
    });
  });
});

describe('heads', () => {
  it('are outputs of their own over one pooled vector', async () => {
    const { config, weights, texts } = encoderFixture('bert');
    const heads = [head('logits', config.hidden), head('phrasebank', config.hidden)];
    const bytes = buildInferenceModel({
      config,
      weights,
      precision: 'fp32',
      pooling: 'cls',
      heads,
      pooledOutput: 'pooled',
    });
    const out = await (await open(bytes))(padded(texts));
    const pooled = out['pooled'] ?? new Float32Array();
    for (const { output, weight, bias } of heads) {
      const expected = texts.flatMap((_, row) =>
        [0, 1, 2].map((label) => {
          let sum = bias.data[label] ?? 0;
          for (let c = 0; c < config.hidden; c++) {
            sum += (pooled[row * config.hidden + c] ?? 0) * (weight.data[label * config.hidden + c] ?? 0);
          }
          return sum;
        }),
      );
      expect(largestDifference(out[output] ?? [], expected)).toBeLessThan(1e-5);
    }
  });

  it('must fit the encoder', () => {
    const { config, weights } = encoderFixture('bert');
    const heads = [head('logits', config.hidden + 1)];
    const build = () => buildInferenceModel({ config, weights, precision: 'fp32', pooling: 'cls', heads });
    expect(build).toThrow(expect.objectContaining({ name: 'ModelDescriptionError' }));
  });
});
