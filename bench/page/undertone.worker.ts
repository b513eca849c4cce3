import * as Comlink from 'comlink';
import { startRuntime } from '../../src/engine/runtime.ts';
import { createTokenizer } from '../../src/engine/tokenizer.ts';
import { FILE_OF } from '../contestants.ts';
import { BenchError } from '../errors.ts';
import { classifyFor, ToneRunner } from '../runner.ts';
import type { BenchWorker } from './api.ts';

let runner: ToneRunner | undefined;

async function bytes(url: URL): Promise<Uint8Array<ArrayBuffer>> {
  const response = await fetch(url);
  if (!response.ok) throw new BenchError(`${url.pathname}: ${response.status}`);
  return new Uint8Array(await response.arrayBuffer());
}

async function json(url: URL): Promise<object> {
  return JSON.parse(new TextDecoder().decode(await bytes(url)));
}

function opened(): ToneRunner {
  if (runner === undefined) throw new BenchError('No model is open.');
  return runner;
}

const api: BenchWorker = {
  async open({ models, runtime, model, dtype, threads, head, maxTokens }) {
    const at = (path: string) => new URL(`${model}/${path}`, models);
    const [wasm, graph, tokenizer, config] = await Promise.all([
      bytes(new URL('ort-wasm-simd-threaded.wasm', runtime)),
      bytes(at(FILE_OF[dtype])),
      json(at('tokenizer.json')),
      json(at('tokenizer_config.json')),
    ]);
    const serving = await startRuntime('wasm', wasm, threads, runtime);
    const started = performance.now();
    const session = await serving.createSession(graph);
    const ms = performance.now() - started;
    if (serving.threads !== threads) throw new BenchError('The page is not isolated: there are no threads.');
    runner = new ToneRunner(session, createTokenizer(tokenizer, config), head, maxTokens);
    return ms;
  },
  classify: (texts) => opened().classify(texts),
  measure: (texts, batch, leastMs) => classifyFor(opened(), texts, batch, leastMs),
};

Comlink.expose(api);
