import type { InferenceSession, InferenceSessionFactory } from 'onnxruntime-common';
import { UndertoneError } from '../errors.ts';
import type { Assignment } from '../storage/verdicts.ts';
import { readAssignment } from './assignment.ts';
import { ConsoleTap } from './console-tap.ts';

/** ONNX Runtime's WebAssembly cannot be started here. */
export class RuntimeStartError extends UndertoneError {
  override readonly name = 'RuntimeStartError';
}

/** The graphics processor went away under a model: its driver was reset, or the machine slept. */
export class DeviceLostError extends UndertoneError {
  override readonly name = 'DeviceLostError';
}

export type RuntimeId = 'wasm' | 'webgpu';

export interface Runtime {
  readonly id: RuntimeId;
  /** Threads that the runtime was started with; 1 where shared memory is not available. */
  readonly threads: number;
  createSession(model: Uint8Array): Promise<InferenceSession>;
  /** Where the runtime would put the model's nodes, by its own report; undefined where it does not say. */
  assignment(model: Uint8Array): Promise<Assignment | undefined>;
  /** Calls `listener` when the graphics device of a session is lost. */
  onDeviceLost(listener: (error: DeviceLostError) => void): void;
}

/** Glue scripts by runtime, served beside the app; their WebAssembly comes from the models database. */
const GLUE: Record<RuntimeId, string> = {
  wasm: 'ort-wasm-simd-threaded.mjs',
  webgpu: 'ort-wasm-simd-threaded.asyncify.mjs',
};

/**
 * Starts one build of ONNX Runtime in this worker from verified bytes. A worker starts one build only:
 * switching means a new worker, because WebAssembly memory never shrinks.
 *
 * @param base absolute URL of the folder that holds the glue scripts, on this origin.
 * @throws RuntimeStartError where the build cannot be loaded.
 */
export async function startRuntime(
  id: RuntimeId,
  wasm: Uint8Array<ArrayBuffer>,
  threads: number,
  base: string,
): Promise<Runtime> {
  // Before the glue is loaded: it keeps the console that it finds.
  const tap = new ConsoleTap();
  const ort = await (id === 'wasm' ? import('onnxruntime-web/wasm') : import('onnxruntime-web/webgpu')).catch(
    (cause: unknown) => {
      throw new RuntimeStartError('ONNX Runtime could not be loaded.', { cause });
    },
  );
  const usable = globalThis.crossOriginIsolated ? Math.max(1, threads) : 1;
  ort.env.wasm.numThreads = usable;
  ort.env.wasm.proxy = false;
  ort.env.wasm.wasmBinary = wasm.buffer;
  ort.env.wasm.wasmPaths = { mjs: new URL(GLUE[id], base).href };
  ort.env.logLevel = 'error';
  const factory: InferenceSessionFactory = ort.InferenceSession;
  const create = (model: Uint8Array, options: InferenceSession.SessionOptions = {}) =>
    factory.create(model, {
      executionProviders: [id],
      graphOptimizationLevel: 'all',
      enableCpuMemArena: true,
      ...options,
    });
  const lostListeners: ((error: DeviceLostError) => void)[] = [];
  let watched = false;
  const watchDevice = async () => {
    if (watched || id !== 'webgpu') return;
    watched = true;
    const device: GPUDevice = await ort.env.webgpu.device;
    void device.lost.then(({ message, reason }) => {
      const error = new DeviceLostError(`The graphics device was lost (${reason}): ${message}`);
      for (const listener of lostListeners) listener(error);
    });
  };
  const refused = (cause: unknown): never => {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new RuntimeStartError(`ONNX Runtime refused the model: ${reason}`, { cause });
  };
  return {
    id,
    threads: usable,
    async createSession(model) {
      const session = await create(model).catch(refused);
      await watchDevice();
      return session;
    },
    async assignment(model) {
      // Placements are told at the most talkative level only, and such a session goes on talking: it is released.
      const log = await tap.collect(async () => {
        const session = await create(model, { logSeverityLevel: 0 }).catch(refused);
        await session.release();
      });
      return readAssignment(log);
    },
    onDeviceLost: (listener) => void lostListeners.push(listener),
  };
}
