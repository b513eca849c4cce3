import * as Comlink from 'comlink';
import type { BenchWorker } from './api.ts';

const workers = new Map<string, { readonly worker: Worker; readonly api: Comlink.Remote<BenchWorker> }>();

function apiOf(id: string): Comlink.Remote<BenchWorker> {
  const found = workers.get(id);
  if (found === undefined) throw new RangeError(`"${id}" is not open.`);
  return found.api;
}

function start(engine: 'undertone' | 'transformers.js'): Worker {
  return engine === 'undertone'
    ? new Worker(new URL('./undertone.worker.ts', import.meta.url), { type: 'module' })
    : new Worker(new URL('./transformers.worker.ts', import.meta.url), { type: 'module' });
}

window.bench = {
  open(id, engine, request) {
    const worker = start(engine);
    const api = Comlink.wrap<BenchWorker>(worker);
    workers.set(id, { worker, api });
    const folder = (name: string) => new URL(`${name}/`, document.baseURI).href;
    const lost = new Promise<never>((_, reject) => {
      worker.addEventListener('error', (event) => reject(new Error(`The worker failed: ${event.message}`)));
    });
    return Promise.race([api.open({ ...request, models: folder('models'), runtime: folder('ort') }), lost]);
  },
  classify: async (id, texts) => apiOf(id).classify(texts),
  measure: async (id, texts, batch, leastMs) => apiOf(id).measure(texts, batch, leastMs),
  close(id) {
    workers.get(id)?.worker.terminate();
    workers.delete(id);
  },
};
