import type { InferenceSession, InferenceSessionFactory } from 'onnxruntime-common';
import { UndertoneError } from '../errors.ts';

/** ONNX Runtime's WebAssembly cannot be started here. */
export class RuntimeStartError extends UndertoneError {
  override readonly name = 'RuntimeStartError';
}

export type RuntimeId = 'wasm' | 'webgpu';

export interface Runtime {
  readonly id: RuntimeId;
  /** Threads that the runtime was started with; 1 where shared memory is not available. */
  readonly threads: number;
  createSession(model: Uint8Array): Promise<InferenceSession>;
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
  return {
    id,
    threads: usable,
    async createSession(model) {
      try {
        return await factory.create(model, {
          executionProviders: [id],
          graphOptimizationLevel: 'all',
          enableCpuMemArena: true,
        });
      } catch (cause) {
        const reason = cause instanceof Error ? cause.message : String(cause);
        throw new RuntimeStartError(`ONNX Runtime refused the model: ${reason}`, { cause });
      }
    },
  };
}
