import { describe, expect, it } from 'vitest';
import { buildInferenceModel } from './inference.ts';
import { inspectModel } from './inspect.ts';
import { encoderFixture, largestDifference, open, padded } from './testing.ts';

/** Operators that the WebGPU provider of ONNX Runtime 1.30 runs, as its own report of a session told. */
const ON_WEBGPU = new Set([
  'Add',
  'BiasGelu',
  'Cast',
  'Div',
  'Gather',
  'Gemm',
  'LayerNormalization',
  'MatMul',
  'Mul',
  'ReduceSum',
  'Reshape',
  'SkipLayerNormalization',
  'Slice',
  'Softmax',
  'Split',
  'Sub',
  'Transpose',
]);
/** Arithmetic of shapes, a few numbers large, which belongs on the CPU. */
const SHAPES = new Set(['Concat', 'Shape']);

function build(precision: 'fp32' | 'webgpu') {
  const { config, weights } = encoderFixture('bert');
  return buildInferenceModel({
    config,
    weights,
    precision,
    pooling: 'mean',
    heads: [],
    pooledOutput: 'pooled',
  });
}

describe('the graph for WebGPU', () => {
  it('stays close to PyTorch and answers for a text as if it were alone', async () => {
    const { texts, pooled, config } = encoderFixture('bert');
    const run = await open(build('webgpu'));
    const out = (await run(padded(texts)))['pooled'] ?? new Float32Array();
    const wide = (await run(padded(texts, config.maxTokens)))['pooled'] ?? [];
    for (let row = 0; row < texts.length; row++) {
      const part = (all: Float32Array) => all.subarray(row * config.hidden, (row + 1) * config.hidden);
      const dot = (x: Float32Array, y: Float32Array) =>
        x.reduce((sum, value, i) => sum + value * (y[i] ?? 0), 0);
      const [a, b] = [part(out), part(pooled.data)];
      expect(dot(a, b) / Math.sqrt(dot(a, a) * dot(b, b))).toBeGreaterThan(0.999);
    }
    expect(largestDifference(out, wide)).toBeLessThan(5e-6);
  });

  it('holds only operators that WebGPU runs, and 8 bits a weight', () => {
    const bytes = build('webgpu');
    const foreign = inspectModel(bytes)
      .operators.map((operator) => operator.replace(/^.*[.:]/, ''))
      .filter((operator) => !ON_WEBGPU.has(operator) && !SHAPES.has(operator));
    expect(foreign).toEqual([]);
    expect(bytes.byteLength).toBeLessThan(build('fp32').byteLength / 2);
  });

  it('is refused for an encoder with a relative position bias', () => {
    const { config, weights } = encoderFixture('mpnet');
    const attempt = () =>
      buildInferenceModel({
        config,
        weights,
        precision: 'webgpu',
        pooling: 'mean',
        heads: [],
        pooledOutput: 'p',
      });
    expect(attempt).toThrow(expect.objectContaining({ name: 'ModelDescriptionError' }));
  });
});
