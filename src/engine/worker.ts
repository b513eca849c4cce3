import * as Comlink from 'comlink';
import { PackStore } from '../packs/store.ts';
import type { EngineApi, OpenRequest, OpenStage, SessionInfo } from './api.ts';
import { type Runtime, startRuntime } from './runtime.ts';
import { Scheduler } from './scheduler.ts';
import { fileOf, openToneModel, PackContentError, type ToneModel } from './session.ts';
import { verdictFor } from './verdicts.ts';

const store = new PackStore();
let runtime: Promise<Runtime> | undefined;
let scheduler: Scheduler | undefined;
let model: ToneModel | undefined;

async function open(request: OpenRequest, onStage: (stage: OpenStage) => void): Promise<SessionInfo> {
  const started = performance.now();
  onStage('reading');
  const read = (file: Parameters<PackStore['readFile']>[0]) => store.readFile(file);
  const serving = await serveRuntime(request, onStage);
  onStage('session');
  const opened = await openToneModel(request.pack, request.variant, read, (bytes) =>
    serving.createSession(bytes),
  );
  onStage('goldens');
  const verdict = verdictFor(request, serving.threads);
  const depth = (await store.verdict(verdict)) === undefined ? 'full' : 'quick';
  const goldenError = await opened.check(depth);
  if (depth === 'full') await store.saveVerdict(verdict, { goldenError, checkedAt: Date.now() });
  await store.touch(request.pack.hash);
  model = opened;
  const scheduling = new Scheduler(opened);
  scheduler = scheduling;
  serving.onDeviceLost((error) => scheduling.fail(error));
  return {
    packHash: request.pack.hash,
    variant: request.variant.id,
    backend: request.variant.backend,
    threads: serving.threads,
    openMs: performance.now() - started,
    goldenError,
    heads: request.pack.heads.map((head) => head.id),
  };
}

/** Starts ONNX Runtime once; a failed start is forgotten, so that the next request may try again. */
async function serveRuntime(request: OpenRequest, onStage: (stage: OpenStage) => void): Promise<Runtime> {
  runtime ??= startOnce(request, onStage);
  try {
    return await runtime;
  } catch (error) {
    runtime = undefined;
    throw error;
  }
}

async function startOnce(request: OpenRequest, onStage: (stage: OpenStage) => void): Promise<Runtime> {
  const file = request.runtime.files[0];
  if (file === undefined) throw new PackContentError('The runtime has no files.');
  const wasm = await store.readFile(file);
  onStage('runtime');
  return startRuntime(request.runtime.id, wasm, request.threads, request.runtimeBase);
}

const api: EngineApi = {
  ping: () => performance.now(),
  open,
  score(request, onBatch) {
    if (scheduler === undefined) throw new PackContentError('No model is open.');
    return scheduler.score(request, onBatch);
  },
  prefer: (job, indices) => scheduler?.prefer(job, indices),
  cancel: (job) => scheduler?.cancel(job),
  async assignment(request) {
    const serving = await serveRuntime(request, () => undefined);
    const bytes = await store.readFile(fileOf(request.pack, request.variant.model));
    return (await serving.assignment(bytes)) ?? null;
  },
  measure() {
    if (model === undefined) throw new PackContentError('No model is open.');
    return model.measure();
  },
};

Comlink.expose(api);
