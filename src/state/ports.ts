import type { SavedDocument } from '../documents/saved.ts';
import type { OpenRequest, ScoredBatch, SessionInfo } from '../engine/api.ts';
import type { EngineState } from '../engine/client.ts';
import type { DocumentStore } from '../storage/documents.ts';
import type { Segmentation } from '../text/types.ts';

/** What the stores need of the modules below them, so that they are tested with fakes. */

export type LibraryPort = Pick<
  DocumentStore,
  | 'list'
  | 'get'
  | 'create'
  | 'saveText'
  | 'rename'
  | 'remove'
  | 'restore'
  | 'saveSegmentation'
  | 'saveScores'
  | 'getAnalysis'
  | 'subscribe'
>;

export interface Progress {
  readonly signal: AbortSignal;
  readonly onProgress: (done: number, total: number) => void;
}

export interface ImportedText {
  readonly title: string;
  readonly text: string;
  readonly encoding: string;
  readonly note: string | undefined;
  /** Set where the file was a document with scores of its own. */
  readonly saved: SavedDocument | undefined;
}

export interface TextPort {
  segment(text: string, progress: Progress): Promise<Segmentation>;
  importFile(file: File, progress: Progress): Promise<ImportedText>;
}

export interface EnginePort {
  readonly state: EngineState;
  subscribe(listener: (state: EngineState) => void): () => void;
  open(request: OpenRequest, signal: AbortSignal): Promise<SessionInfo>;
  score(
    head: string,
    texts: readonly string[],
    first: readonly number[],
    options: { readonly signal: AbortSignal; readonly onBatch: (batch: ScoredBatch) => void },
  ): {
    readonly done: Promise<{ scored: number; ms: number }>;
    prefer(indices: readonly number[]): void;
  };
  sleep(): void;
}

/** The model that scores: stored with every score. */
export interface ChosenModel {
  readonly packHash: string;
  /** Labelling convention. */
  readonly head: string;
  readonly variant: string;
}

/** What the Desk needs of the model. */
export interface ModelPort {
  /** The model that would score now; undefined while none is installed. */
  chosen(): ChosenModel | undefined;
  open(signal: AbortSignal): Promise<SessionInfo>;
}
