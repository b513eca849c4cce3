import type { ToneScore } from '../tasks/sentiment.ts';
import { NO_COUNTS, type Tone, type ToneCounts, toneOfLabel } from './tone.ts';

/** A score and the model that gave it. */
export interface BoardScore extends ToneScore {
  readonly packHash: string;
  readonly head: string;
  readonly variant: string;
}

/** Notifications a second that subscribers get at most. */
const INTERVAL_MS = 100;

/** What the whole document shows; a new object at every notification that changed something. */
export interface BoardSummary {
  readonly version: number;
  /** Of the current model and convention only. */
  readonly counts: ToneCounts;
  /** Sentences that should carry a tone. */
  readonly scorable: number;
  /** Scored by any model. */
  readonly scored: number;
  /** Scored by another model or convention than the current one. */
  readonly stale: number;
}

type Listener = () => void;

/**
 * The scores of one document, outside React: ten thousand scores arrive without rendering anything but the
 * blocks that show them, and subscribers hear at most ten times a second.
 */
export class ScoreBoard {
  readonly #scores: (BoardScore | undefined)[];
  readonly #blockOf: Int32Array;
  readonly #versions: Uint32Array;
  readonly #scorable: readonly number[];
  readonly #isScorable: Uint8Array;
  readonly #dirty = new Set<number>();
  readonly #listeners = new Set<Listener>();
  readonly #blockListeners = new Map<number, Set<Listener>>();
  #current = '';
  #summary: BoardSummary;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #changed = false;

  /**
   * @param blocks half-open sentence ranges, in order, that cover 0 … sentences
   * @param scorable indices of the sentences that should carry a tone
   */
  constructor(
    sentences: number,
    blocks: readonly { readonly first: number; readonly last: number }[],
    scorable: readonly number[],
  ) {
    this.#scores = new Array<BoardScore | undefined>(sentences).fill(undefined);
    this.#blockOf = new Int32Array(sentences).fill(-1);
    for (const [i, block] of blocks.entries()) this.#blockOf.fill(i, block.first, block.last);
    this.#versions = new Uint32Array(blocks.length);
    this.#scorable = scorable;
    this.#isScorable = new Uint8Array(sentences);
    for (const i of scorable) this.#isScorable[i] = 1;
    this.#summary = { version: 0, counts: NO_COUNTS, scorable: scorable.length, scored: 0, stale: 0 };
  }

  get summary(): BoardSummary {
    return this.#summary;
  }

  get(sentence: number): BoardScore | undefined {
    return this.#scores[sentence];
  }

  /** The score where the current model and convention gave it. */
  current(sentence: number): BoardScore | undefined {
    return this.isStale(sentence) ? undefined : this.#scores[sentence];
  }

  /** True where the sentence should carry a tone and the current model has not given one. */
  isUnread(sentence: number): boolean {
    return this.#isScorable[sentence] === 1 && this.current(sentence) === undefined;
  }

  /** A score that came from another model or convention than the current one, if there is any. */
  anyStale(): BoardScore | undefined {
    const found = this.#scorable.find((i) => this.isStale(i));
    return found === undefined ? undefined : this.#scores[found];
  }

  /** True where the score came from another model than the current one. */
  isStale(sentence: number): boolean {
    const score = this.#scores[sentence];
    return score !== undefined && this.#current !== '' && keyOf(score) !== this.#current;
  }

  /** Names the model whose scores count as current; others are shown as stale. */
  setModel(packHash: string, head: string): void {
    const key = `${packHash}/${head}`;
    if (key === this.#current) return;
    this.#current = key;
    for (let i = 0; i < this.#versions.length; i++) this.#dirty.add(i);
    this.#changed = true;
    this.flush();
  }

  set(sentences: readonly number[], scores: readonly BoardScore[]): void {
    for (const [i, sentence] of sentences.entries()) {
      const score = scores[i];
      if (score === undefined || sentence >= this.#scores.length) continue;
      this.#scores[sentence] = score;
      const block = this.#blockOf[sentence] ?? -1;
      if (block >= 0) this.#dirty.add(block);
    }
    this.#changed = true;
    this.#timer ??= setTimeout(() => this.flush(), INTERVAL_MS);
  }

  /** Sentences that the current model has not scored yet. */
  remaining(): number[] {
    return this.#scorable.filter((i) => this.isUnread(i));
  }

  /** Notifies now whoever shows something that changed. */
  flush(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    if (!this.#changed) return;
    this.#changed = false;
    this.#summary = this.#summarise();
    for (const block of this.#dirty) {
      this.#versions[block] = (this.#versions[block] ?? 0) + 1;
      for (const listener of this.#blockListeners.get(block) ?? []) listener();
    }
    this.#dirty.clear();
    for (const listener of this.#listeners) listener();
  }

  readonly subscribe = (listener: Listener): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  subscribeBlock(block: number, listener: Listener): () => void {
    const listeners = this.#blockListeners.get(block) ?? new Set<Listener>();
    this.#blockListeners.set(block, listeners.add(listener));
    return () => {
      listeners.delete(listener);
      if (listeners.size === 0) this.#blockListeners.delete(block);
    };
  }

  blockVersion(block: number): number {
    return this.#versions[block] ?? 0;
  }

  /** Block of the original layout that a sentence belongs to. */
  blockOf(sentence: number): number {
    return this.#blockOf[sentence] ?? -1;
  }

  /** Drops a pending notification; the board is not used afterwards. */
  dispose(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }

  #summarise(): BoardSummary {
    const counts: Record<Tone, number> = { positive: 0, negative: 0, neutral: 0 };
    let scored = 0;
    let stale = 0;
    for (const i of this.#scorable) {
      const score = this.#scores[i];
      if (score === undefined) continue;
      scored += 1;
      if (this.isStale(i)) stale += 1;
      else counts[toneOfLabel(score.label)] += 1;
    }
    return { version: this.#summary.version + 1, counts, scorable: this.#scorable.length, scored, stale };
  }
}

function keyOf(score: BoardScore): string {
  return `${score.packHash}/${score.head}`;
}
