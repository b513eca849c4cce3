import type { Segmentation } from '../text/types.ts';
import type { ImportedDocument } from './import.ts';

/** UTF-16 units or bytes done, of those there are. */
export interface Progress {
  readonly done: number;
  readonly total: number;
}

/** What the documents worker exposes through comlink, and nothing else. */
export interface DocumentsApi {
  ping(): number;
  /** Rejects with CancelledError after `cancel(job)`. */
  segment(job: number, text: string, onProgress: (progress: Progress) => void): Promise<Segmentation>;
  /** Rejects with the named errors of `importFile`. The buffer may be transferred. */
  importFile(
    job: number,
    name: string,
    buffer: ArrayBuffer,
    onProgress: (progress: Progress) => void,
  ): Promise<ImportedDocument>;
  cancel(job: number): void;
}
