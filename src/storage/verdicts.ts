/** Outcome of a full golden check. */
export interface GoldenVerdict {
  /** Largest absolute difference of a golden's logits. */
  readonly goldenError: number;
  readonly checkedAt: number;
}

/** What the browser tells about a graphics processor. */
export interface AdapterFacts {
  readonly vendor: string;
  readonly architecture: string;
  readonly device: string;
  readonly description: string;
  /** The browser computes in software and only looks like a graphics processor. */
  readonly software: boolean;
}

/** Where a runtime put the nodes of a model, by its own report. */
export interface Assignment {
  /** Products and attentions: what a graphics processor is wanted for. */
  readonly heavy: number;
  /** Those of them that the WebGPU provider runs. */
  readonly onWebgpu: number;
  /** Nodes of any kind that the WebGPU provider does not run, as `Operator ×count`. */
  readonly elsewhere: readonly string[];
}

/** Medians of one run, in milliseconds, on this device. */
export interface Timings {
  /** One text of 32 tokens. */
  readonly one: number;
  /** 32 texts of 32 tokens. */
  readonly many: number;
}

/** What a trial of WebGPU found out; what was not reached is null. */
export interface TrialReport {
  readonly assignment: Assignment | null;
  /** Largest difference from the stored answers, or null where they were not reproduced. */
  readonly goldenError: number | null;
  readonly timings: { readonly wasm: Timings; readonly webgpu: Timings } | null;
  /** The error that ended the trial. */
  readonly failure: { readonly name: string; readonly message: string } | null;
}

export type BackendReason =
  | 'faster'
  | 'slower'
  | 'wrong-answers'
  | 'not-assigned'
  | 'failed'
  | 'software-adapter'
  | 'no-adapter';

/** Whether WebGPU may serve a pack on this device, and why. */
export interface BackendVerdict extends TrialReport {
  readonly kind: 'backend';
  readonly adapter: AdapterFacts | null;
  readonly reason: BackendReason;
  readonly checkedAt: number;
}

/** Kept by pack, runtime, browser and whatever else could change it. */
export type Verdict = GoldenVerdict | BackendVerdict;
