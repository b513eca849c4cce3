import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import * as ort from 'onnxruntime-node';
import { replaceInCatalogue, writeChunks } from '../../models/lib/chunks.ts';
import { publishedTokenizer } from '../../models/lib/tokenise.ts';
import type { Goldens } from '../../src/engine/goldens.ts';
import { batchLength, runBatch } from '../../src/engine/model.ts';
import { createTokenizer } from '../../src/engine/tokenizer.ts';
import { readEncoderConfig } from '../../src/graph/config.ts';
import { buildInferenceModel } from '../../src/graph/inference.ts';
import { float32 } from '../../src/graph/tensor-data.ts';
import { encoderWeights, expectedWeights } from '../../src/graph/weights.ts';
import type { Head, PackEntry } from '../../src/packs/catalog.ts';
import { packHash } from '../../src/packs/hash.ts';
import { GOOD_NEWS, RELEASE, WARNING } from './texts.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
/** Builds have to lie below the project. */
const CACHE = join(ROOT, '.cache', 'e2e');
const MAX_TOKENS = 128;
const HEAD: Head = {
  id: 'investor',
  title: 'Investor',
  description: 'Answers of random weights.',
  output: 'logits',
  labels: ['negative', 'neutral', 'positive'],
  temperature: 1,
};

export interface SmallPackOptions {
  /** Makes the stored answers of the WebGPU variant wrong by this much. */
  readonly wrongBy?: number;
}

/** A build of the app whose only pack is an encoder of two layers with random weights, for WASM and for WebGPU. */
export async function buildWithSmallPack(options: SmallPackOptions = {}): Promise<string> {
  const packs = mkdtempSync(join(tmpdir(), 'undertone-packs-'));
  mkdirSync(CACHE, { recursive: true });
  const outDir = relative(ROOT, mkdtempSync(join(CACHE, 'dist-')));
  await publishSmallPack(packs, options);
  const vite = join(ROOT, 'node_modules', 'vite', 'bin', 'vite.js');
  // A process of its own: this one's environment is a test's, and would give another build.
  await promisify(execFile)(process.execPath, [vite, 'build', '--logLevel', 'error', '--outDir', outDir], {
    cwd: ROOT,
    env: { ...process.env, NODE_ENV: 'production', UNDERTONE_PACKS: packs },
  });
  rmSync(packs, { recursive: true });
  return join(ROOT, outDir);
}

async function publishSmallPack(folder: string, { wrongBy = 0 }: SmallPackOptions): Promise<void> {
  const tokenizer = await publishedTokenizer('tone');
  const models = smallModels();
  const encode = createTokenizer(tokenizer.tokenizer, tokenizer.config);
  const goldens = async (model: Uint8Array, tolerance: number, shift: number): Promise<Goldens> => {
    const session = await ort.InferenceSession.create(model);
    // Alone, mixed, and longer than the window.
    const batches = [
      [GOOD_NEWS],
      RELEASE.split('\n').filter((line) => line !== ''),
      [`${RELEASE} ${WARNING}`],
    ];
    const cases = await Promise.all(
      batches.map(async (texts) => {
        const batch = texts.map((text) => encode.encode(text, MAX_TOKENS));
        const length = batchLength(batch, MAX_TOKENS);
        const rows = (await runBatch(session, [HEAD], batch, encode.padId, length)).get(HEAD.id) ?? [];
        const logits = { [HEAD.id]: rows.map((row) => Array.from(row, (value) => value + shift)) };
        return { texts, padTo: null, ids: batch.map(({ ids }) => [...ids]), logits };
      }),
    );
    return { format: 1, tolerance, cases };
  };
  const text = (value: object) => new TextEncoder().encode(JSON.stringify(value));
  const shared = [
    ['tokenizer.json', text(tokenizer.tokenizer)],
    ['tokenizer_config.json', text(tokenizer.config)],
  ] as const;
  const contents = new Map<string, Uint8Array>([
    ...shared,
    ['onnx/model_int8.onnx', models.int8],
    ['goldens.json', text(await goldens(models.int8, 0.05, 0))],
    ['onnx/model_webgpu.onnx', models.webgpu],
    ['goldens_webgpu.json', text(await goldens(models.webgpu, 0.01, wrongBy))],
  ]);
  const files = [];
  for (const [path, bytes] of contents) files.push(await writeChunks(folder, path, bytes));
  const needs = shared.map(([path]) => path as string);
  const entry: PackEntry = {
    id: 'small',
    version: '1.0.0',
    task: 'tone',
    title: 'Small',
    summary: 'Random weights, for tests.',
    hash: await packHash(files),
    parameters: 1,
    maxTokens: MAX_TOKENS,
    heads: [HEAD],
    variants: [
      {
        id: 'int8',
        backend: 'wasm',
        model: 'onnx/model_int8.onnx',
        needs: [...needs, 'onnx/model_int8.onnx', 'goldens.json'],
      },
      {
        id: 'webgpu',
        backend: 'webgpu',
        model: 'onnx/model_webgpu.onnx',
        needs: [...needs, 'onnx/model_webgpu.onnx', 'goldens_webgpu.json'],
        goldens: 'goldens_webgpu.json',
      },
    ],
    files,
    metrics: [],
    licence: { spdx: 'Apache-2.0', name: 'Apache License 2.0', consequence: 'For tests.' },
    data: [],
    provenance: { recipe: 'small', seed: 1, made: '2026-11-27', base: [] },
  };
  await replaceInCatalogue(folder, entry);
}

/** Repeatable numbers between −0.5 and 0.5. */
function numbers(count: number, seed: number): Float32Array {
  let state = seed >>> 0;
  return Float32Array.from({ length: count }, () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32 - 0.5;
  });
}

function smallModels() {
  const config = readEncoderConfig({
    model_type: 'bert',
    vocab_size: 30_522,
    hidden_size: 48,
    num_hidden_layers: 2,
    num_attention_heads: 4,
    intermediate_size: 96,
    max_position_embeddings: MAX_TOKENS,
    relative_attention_num_buckets: 32,
  });
  let seed = 1;
  const checkpoint = new Map(
    [...expectedWeights(config)].map(([name, shape]) => {
      const values = numbers(
        shape.reduce((product, size) => product * size, 1),
        seed++,
      );
      return [name, float32(shape, name.endsWith('LayerNorm.weight') ? values.map((v) => 1 + v) : values)];
    }),
  );
  const weights = encoderWeights(checkpoint, config);
  // Means of random vectors are close to each other; a steep head tells them apart.
  const weight = float32(
    [3, config.hidden],
    numbers(3 * config.hidden, 99).map((value) => 8 * value),
  );
  const head = { output: HEAD.output, weight, bias: float32([3], [0, 0, 0]) };
  const model = (precision: 'int8' | 'webgpu') =>
    buildInferenceModel({ config, weights, precision, pooling: 'mean', heads: [head] });
  return { int8: model('int8'), webgpu: model('webgpu') };
}
