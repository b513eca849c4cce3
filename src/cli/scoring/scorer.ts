import type { ToneScore } from '../../tasks/sentiment.ts';

/** Answers groups of texts; several groups may be asked for at once. */
export interface Scorer {
  /** Groups that it works on at the same time. */
  readonly slots: number;
  /** Scores parallel to `texts`. */
  score(texts: readonly string[]): Promise<readonly ToneScore[]>;
  close(): Promise<void>;
}

/** What a scorer is opened with; it crosses to the workers. */
export interface ScorerRequest {
  /** Folder with `catalog.json` and `chunks/`. */
  readonly folder: string;
  /** `ID@VERSION`. */
  readonly pack: string;
  readonly head: string;
  /** Most texts in one run of the model. */
  readonly batch: number;
}
