import { env, pipeline } from '@huggingface/transformers';
import * as Comlink from 'comlink';
import * as v from 'valibot';
import { BenchError } from '../errors.ts';
import { type Classifier, classifyFor } from '../runner.ts';
import type { BenchWorker } from './api.ts';

const answersSchema = v.array(v.object({ label: v.string() }));
let classifier: Classifier | undefined;

function opened(): Classifier {
  if (classifier === undefined) throw new BenchError('No model is open.');
  return classifier;
}

const api: BenchWorker = {
  async open({ models, runtime, model, dtype, threads }) {
    env.allowLocalModels = true;
    env.allowRemoteModels = false;
    // Looked for only under a path, not under a whole address.
    env.localModelPath = new URL(models).pathname;
    env.useBrowserCache = false;
    env.useWasmCache = false;
    const wasm = env.backends.onnx.wasm;
    if (wasm === undefined) throw new BenchError('transformers.js has no WebAssembly here.');
    wasm.numThreads = threads;
    wasm.proxy = false;
    wasm.wasmPaths = {
      mjs: new URL('ort-wasm-simd-threaded.asyncify.mjs', runtime).href,
      wasm: new URL('ort-wasm-simd-threaded.asyncify.wasm', runtime).href,
    };
    const started = performance.now();
    const pipe = await pipeline('text-classification', model, { device: 'wasm', dtype });
    classifier = {
      classify: async (texts) => v.parse(answersSchema, await pipe([...texts])).map(({ label }) => label),
      close: () => pipe.dispose(),
    };
    return performance.now() - started;
  },
  classify: (texts) => opened().classify(texts),
  measure: (texts, batch, leastMs) => classifyFor(opened(), texts, batch, leastMs),
};

Comlink.expose(api);
