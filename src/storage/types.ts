import type { ToneScore } from '../tasks/sentiment.ts';
import type { Segmentation } from '../text/types.ts';

/** Where a document's text came from. */
export type DocumentSource =
  | { readonly kind: 'typed' }
  | { readonly kind: 'pasted' }
  | { readonly kind: 'file'; readonly name: string; readonly encoding?: string }
  | { readonly kind: 'sample'; readonly id: string };

/** What a list of documents shows; kept apart from the text, so that listing never loads texts. */
export interface DocumentMeta {
  readonly id: string;
  readonly title: string;
  readonly source: DocumentSource;
  /** Milliseconds since the epoch. */
  readonly createdAt: number;
  readonly updatedAt: number;
  /** Length of the text in UTF-16 code units. */
  readonly length: number;
  /** Raised by one with every saved text; an analysis belongs to one revision. */
  readonly revision: number;
}

export interface StoredDocument extends DocumentMeta {
  readonly text: string;
}

export interface NewDocument {
  /** Chosen by the caller, so that the same draft is never stored twice; a random one unless given. */
  readonly id?: string;
  readonly title: string;
  readonly text: string;
  readonly source: DocumentSource;
}

/** How one revision of a document was cut. */
export interface SegmentationRecord {
  readonly id: string;
  readonly revision: number;
  readonly segmentation: Segmentation;
}

/** Tones of one revision by one head of one variant of one pack; parallel to the segmentation's sentences. */
export interface ScoreRecord {
  readonly id: string;
  readonly packHash: string;
  /** Labelling convention. */
  readonly head: string;
  readonly variant: string;
  readonly revision: number;
  /** `null` where a sentence was not scored (tables, speakers, or not yet). */
  readonly scores: readonly (ToneScore | null)[];
  readonly scoredAt: number;
}

/** What was computed for a document's present text. */
export interface Analysis {
  readonly segmentation: Segmentation | undefined;
  readonly scores: readonly ScoreRecord[];
}

/** All that `restore` needs to undo a `remove`. */
export interface RemovedDocument {
  readonly document: StoredDocument;
  readonly segmentation: SegmentationRecord | undefined;
  readonly scores: readonly ScoreRecord[];
}

/** Told to other tabs. */
export interface DocumentChange {
  readonly type: 'document-changed';
  readonly id: string;
  readonly change: 'created' | 'text' | 'title' | 'analysis' | 'removed';
}
