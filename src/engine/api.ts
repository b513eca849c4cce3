import type { PackEntry, RuntimeEntry, Variant } from '../packs/catalog.ts';
import type { Assignment, Timings } from '../storage/verdicts.ts';
import type { ToneScore } from '../tasks/sentiment.ts';

/** What a worker needs to build a session; every byte comes from the models database and is verified again. */
export interface OpenRequest {
  readonly pack: PackEntry;
  readonly variant: Variant;
  readonly runtime: RuntimeEntry;
  /** Upper bound; one thread is used where the page is not cross-origin isolated. */
  readonly threads: number;
  /** Directory of ONNX Runtime's own JavaScript, an absolute URL on this origin. */
  readonly runtimeBase: string;
}

export type OpenStage = 'reading' | 'runtime' | 'session' | 'goldens';

/** Facts about a session that serves. */
export interface SessionInfo {
  readonly packHash: string;
  readonly variant: string;
  readonly backend: 'wasm' | 'webgpu';
  readonly threads: number;
  /** Milliseconds from the request to a session that passed its goldens. */
  readonly openMs: number;
  /** Largest absolute difference of a golden's logits. */
  readonly goldenError: number;
  /** Names of the conventions that can be asked for. */
  readonly heads: readonly string[];
}

/** One job: texts keep their index; `first` names the indices to do before the others. */
export interface ScoreRequest {
  readonly job: number;
  readonly head: string;
  readonly texts: readonly string[];
  readonly first: readonly number[];
  /** Indices that were done in an earlier attempt; they count as done. */
  readonly skip?: readonly number[];
}

export interface ScoredBatch {
  /** Parallel to `scores`: positions in the request's `texts`. */
  readonly indices: readonly number[];
  readonly scores: readonly ToneScore[];
  readonly done: number;
  readonly total: number;
}

/** What the tone worker exposes through comlink, and nothing else. */
export interface EngineApi {
  ping(): number;
  open(request: OpenRequest, onStage: (stage: OpenStage) => void): Promise<SessionInfo>;
  /** Rejects with CancelledError after `cancel(job)`; no further run is started by then. */
  score(
    request: ScoreRequest,
    onBatch: (batch: ScoredBatch) => void,
  ): Promise<{ scored: number; ms: number }>;
  /** Moves these indices of a running job to the front. */
  prefer(job: number, indices: readonly number[]): void;
  cancel(job: number): void;
  /** Where the runtime would put the model's nodes, by its own report; null where it does not say. */
  assignment(request: OpenRequest): Promise<Assignment | null>;
  /** Times the model that is open. */
  measure(): Promise<Timings>;
}
