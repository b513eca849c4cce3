import type { InferenceSession } from 'onnxruntime-common';
import { RuntimeMissingError } from '../errors.ts';

/**
 * Creates sessions of ONNX Runtime for Node with one thread each: two workers of one thread answer more sentences
 * than one session of two, because cutting words and copying tensors then also uses both cores.
 *
 * @throws RuntimeMissingError where `onnxruntime-node` is not installed or has no build for this machine.
 */
export async function nodeSessions(): Promise<(model: Uint8Array) => Promise<InferenceSession>> {
  const ort = await import('onnxruntime-node').catch((cause: unknown) => {
    throw new RuntimeMissingError(
      'The package onnxruntime-node is missing or does not run on this machine. ' +
        'Run "npm ci" in the folder of Undertone (Linux x64 or arm64, macOS or Windows; glibc 2.28 or newer).',
      { cause },
    );
  });
  return (model) =>
    ort.InferenceSession.create(model, {
      intraOpNumThreads: 1,
      interOpNumThreads: 1,
      executionMode: 'sequential',
    });
}
