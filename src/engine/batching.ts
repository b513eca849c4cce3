/** A text as the model reads it: token ids with the special tokens. */
export interface Encoded {
  readonly ids: readonly number[];
  /** True where the text did not fit into the model's window. */
  readonly truncated: boolean;
}

/** One encoded text and its place in the request. */
export interface Waiting {
  readonly index: number;
  readonly text: Encoded;
}

/** Texts looked at together when batches are cut by length: large enough to fill buckets, small enough to stay in reading order. */
const WINDOW = 192;
/** Lengths are rounded up to this, so that a session sees few distinct shapes and its memory does not creep. */
const LENGTH_STEP = 8;

/** Length that a batch of texts is padded to, in tokens. */
export function paddedLength(longest: number, maxTokens: number): number {
  return Math.min(maxTokens, Math.ceil(longest / LENGTH_STEP) * LENGTH_STEP);
}

export interface BatchLimits {
  /** Most padded tokens in one run. */
  readonly tokens: number;
  /** Most texts in one run. */
  readonly texts: number;
  readonly maxTokens: number;
}

/**
 * Serves texts in batches of similar length: preferred ones first, then in reading order by windows.
 *
 * Texts are encoded only when their window comes up, so a long document starts at once.
 */
export class BatchQueue {
  private readonly pending: Set<number>;
  private readonly texts: readonly string[];
  private readonly encode: (text: string) => Encoded;
  private preferred: number[] = [];
  private window: Waiting[] = [];

  constructor(
    texts: readonly string[],
    encode: (text: string) => Encoded,
    first: readonly number[],
    skip: readonly number[] = [],
  ) {
    this.texts = texts;
    this.encode = encode;
    this.pending = new Set(texts.keys());
    for (const index of skip) this.pending.delete(index);
    this.prefer(first);
  }

  /** Moves these texts to the front; the ones already served are ignored. */
  prefer(indices: readonly number[]): void {
    this.preferred = indices.filter((index) => this.pending.has(index));
    if (this.preferred.length > 0) this.window = [];
  }

  /** The next batch, or null when everything has been served. */
  next(limits: BatchLimits): Waiting[] | null {
    if (this.pending.size === 0) return null;
    if (this.window.length === 0) this.fillWindow();
    const batch: Waiting[] = [];
    let longest = 0;
    for (const candidate of this.window) {
      const length = paddedLength(Math.max(longest, candidate.text.ids.length), limits.maxTokens);
      const full = batch.length >= limits.texts || length * (batch.length + 1) > limits.tokens;
      if (batch.length > 0 && full) break;
      longest = Math.max(longest, candidate.text.ids.length);
      batch.push(candidate);
    }
    this.window = this.window.slice(batch.length);
    for (const served of batch) this.pending.delete(served.index);
    return batch;
  }

  private fillWindow(): void {
    const indices: number[] = [];
    const source = this.preferred.length > 0 ? this.preferred : this.pending;
    for (const index of source) {
      if (this.pending.has(index)) indices.push(index);
      if (indices.length === WINDOW) break;
    }
    this.preferred = [];
    this.window = indices
      .map((index) => ({ index, text: this.encode(this.texts[index] ?? '') }))
      .sort((a, b) => a.text.ids.length - b.text.ids.length || a.index - b.index);
  }
}

/** Milliseconds that one run should take at most, so that a cancel or a ping is answered in time. */
const TARGET_MS = 160;

/**
 * Learns how many padded tokens fit into one run on this machine.
 *
 * Starts small and moves at most by a factor of two, so one slow run (a shape seen for the first time) does not upset it.
 */
export class RunBudget {
  private tokens = 256;

  limits(maxTokens: number): BatchLimits {
    return { tokens: Math.round(this.tokens), texts: 32, maxTokens };
  }

  learn(paddedTokens: number, ms: number): void {
    const fitting = (paddedTokens * TARGET_MS) / Math.max(ms, 1);
    const next = Math.min(this.tokens * 2, Math.max(this.tokens / 2, fitting));
    this.tokens = Math.min(4_096, Math.max(64, this.tokens * 0.5 + next * 0.5));
  }
}
