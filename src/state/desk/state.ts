import { createStore, type StoreApi } from 'zustand/vanilla';
import type { DocumentMeta } from '../../storage/types.ts';
import type { Segmentation } from '../../text/types.ts';
import { type Block, buildBlocks } from '../blocks.ts';
import type { Failure } from '../failure.ts';
import { type Filter, NO_FILTER } from '../filter.ts';
import type { Pace } from '../pace.ts';
import { ScoreBoard } from '../score-board.ts';

/** A text, how it was cut, and what its sentences scored: one immutable whole except for the board inside. */
export interface Analysis {
  readonly text: string;
  readonly segmentation: Segmentation;
  readonly blocks: readonly Block[];
  readonly board: ScoreBoard;
}

export type JobKind = 'importing' | 'segmenting' | 'opening' | 'scoring';

/** Something longer than a second that the reader can watch and stop. */
export interface Job {
  readonly kind: JobKind;
  /** File name, for an import. */
  readonly name: string;
  readonly pace: Pace;
}

export type SaveState = 'saved' | 'pending' | 'saving' | 'failed';

export interface OpenDocument {
  readonly id: string;
  readonly title: string;
  readonly revision: number;
}

export interface DeskState {
  readonly documents: readonly DocumentMeta[];
  readonly listing: 'loading' | 'ready' | 'failed';
  /** Undefined: a draft that is stored with its first character. */
  readonly current: OpenDocument | undefined;
  readonly text: string;
  /** The text as it is stored, as far as this tab knows. */
  readonly stored: string;
  /** Raised whenever the text was replaced by something else than typing. */
  readonly epoch: number;
  readonly saving: SaveState;
  readonly mode: 'edit' | 'read';
  readonly analysis: Analysis | undefined;
  readonly job: Job | undefined;
  /** The reader stopped the work on this document: it goes on only when asked. */
  readonly stopped: boolean;
  readonly filter: Filter;
  readonly selected: number | undefined;
  readonly failure: Failure | undefined;
  /** Id of the other tab's version, while the conflict is shown. */
  readonly conflict: string | undefined;
}

export type DeskStore = StoreApi<DeskState>;

export const EMPTY_DOCUMENT = {
  current: undefined,
  text: '',
  stored: '',
  saving: 'saved',
  mode: 'edit',
  analysis: undefined,
  job: undefined,
  stopped: false,
  filter: NO_FILTER,
  selected: undefined,
  failure: undefined,
} as const satisfies Partial<DeskState>;

export function createDeskStore(): DeskStore {
  return createStore<DeskState>(() => ({
    ...EMPTY_DOCUMENT,
    documents: [],
    listing: 'loading',
    epoch: 0,
    conflict: undefined,
  }));
}

/** Builds the parts of an analysis that follow from the text and how it was cut. */
export function analysisOf(text: string, segmentation: Segmentation, scorable: readonly number[]): Analysis {
  const blocks = buildBlocks(segmentation);
  const board = new ScoreBoard(segmentation.sentences.length, blocks, scorable);
  return { text, segmentation, blocks, board };
}
