import { createStore, type StoreApi } from 'zustand/vanilla';
import type { DocumentMeta, DocumentSource } from '../../storage/types.ts';
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

/** A document that is not stored yet; its id is settled, so that it is stored once however often that is tried. */
export interface Draft {
  readonly id: string;
  /** Empty: taken from the text. */
  readonly title: string;
  readonly source: DocumentSource;
}

export interface DeskState {
  readonly documents: readonly DocumentMeta[];
  readonly listing: 'loading' | 'ready' | 'failed';
  /** Undefined: a draft that is stored with its first character. */
  readonly current: OpenDocument | undefined;
  /** Undefined: a draft without a character. */
  readonly draft: Draft | undefined;
  readonly text: string;
  /** The text as it is stored, as far as this tab knows. */
  readonly stored: string;
  /** Raised whenever the text was replaced by something else than typing. */
  readonly epoch: number;
  readonly saving: SaveState;
  /** Why the text could not be stored, until it is. */
  readonly saveFailure: Failure | undefined;
  /** The reader wanted to leave a text that could not be stored: it stays open. */
  readonly held: boolean;
  /** Another tab deleted the document: its text is only shown here, or was stored anew as it was written on. */
  readonly gone: 'shown' | 'kept' | undefined;
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
  draft: undefined,
  saving: 'saved',
  saveFailure: undefined,
  held: false,
  gone: undefined,
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

export function draftOf(title = '', source: DocumentSource = { kind: 'typed' }): Draft {
  return { id: crypto.randomUUID(), title, source };
}

/** Builds the parts of an analysis that follow from the text and how it was cut. */
export function analysisOf(text: string, segmentation: Segmentation, scorable: readonly number[]): Analysis {
  const blocks = buildBlocks(segmentation);
  const board = new ScoreBoard(segmentation.sentences.length, blocks, scorable);
  return { text, segmentation, blocks, board };
}
