import type { InferenceSession } from 'onnxruntime-common';
import * as ort from 'onnxruntime-web/wasm';

/** A session of ONNX Runtime's WebAssembly build with one thread, as browsers run it, but in Node. */
export function wasmSession(model: Uint8Array): Promise<InferenceSession> {
  ort.env.wasm.numThreads = 1;
  return ort.InferenceSession.create(model, { executionProviders: ['wasm'] });
}
