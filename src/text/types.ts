/** What a stretch of text is, as far as scoring is concerned. */
export type SentenceKind = 'prose' | 'heading' | 'bullet' | 'table' | 'speaker';

/** A half-open range of UTF-16 code units, `text.slice(start, end)`. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** A sentence (or heading, row, speaker's name) without surrounding white space, bullets and markers. */
export interface Sentence extends Span {
  readonly kind: SentenceKind;
  /** Index into `Segmentation.paragraphs`. */
  readonly paragraph: number;
}

/**
 * How a text was cut, stored with the document because Intl.Segmenter differs between engines.
 * Sentences are in order, do not overlap, and lie inside their paragraph.
 */
export interface Segmentation {
  /** Raised whenever the rules change, so that old documents can be cut again on request. */
  readonly version: number;
  readonly paragraphs: readonly Span[];
  readonly sentences: readonly Sentence[];
  /** Does the text look English? Absent where it is too short to tell, or was not looked at. */
  readonly english?: boolean;
}

/** Kinds that carry a tone and are scored by default. */
export const SCORED_KINDS: ReadonlySet<SentenceKind> = new Set<SentenceKind>(['prose', 'heading', 'bullet']);
