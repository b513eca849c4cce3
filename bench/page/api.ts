import type { Head } from '../../src/packs/catalog.ts';
import type { Turn } from '../interleave.ts';

/** What a worker opens; addresses are absolute, on the page's own origin. */
export interface OpenRequest {
  /** Folder of models in Hugging Face layout. */
  readonly models: string;
  /** Folder of ONNX Runtime's files. */
  readonly runtime: string;
  readonly model: string;
  readonly dtype: 'int8' | 'q8' | 'fp32';
  readonly threads: number;
  readonly head: Head;
  readonly maxTokens: number;
}

/** What each of the bench's workers exposes through comlink. */
export interface BenchWorker {
  /** @returns milliseconds that creating the session took, WebAssembly and its threads included. */
  open(request: OpenRequest): Promise<number>;
  classify(texts: readonly string[]): Promise<readonly string[]>;
  measure(texts: readonly string[], batch: number, leastMs: number): Promise<Turn>;
}

/** What the bench's page offers to its driver: one worker a contestant, so that each has a memory of its own. */
export interface BenchPage {
  open(
    id: string,
    engine: 'undertone' | 'transformers.js',
    request: Omit<OpenRequest, 'models' | 'runtime'>,
  ): Promise<number>;
  classify(id: string, texts: readonly string[]): Promise<readonly string[]>;
  measure(id: string, texts: readonly string[], batch: number, leastMs: number): Promise<Turn>;
  /** Ends the worker: nothing else gives WebAssembly's memory back. */
  close(id: string): void;
}

declare global {
  interface Window {
    bench: BenchPage;
  }
}
