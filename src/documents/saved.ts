import { segmentInSteps } from '../text/segment.ts';
import type { Segmentation, Span } from '../text/types.ts';
import { EXPORT_TYPE, type ExportedDocument, type ExportedSentence } from './exported.ts';
import type { StepOptions } from './html.ts';
import { restoreDocument } from './restore.ts';

/** One sentence's tone, in the shape of a model's answer; no tokens where the file does not say. */
export interface SavedScore {
  readonly label: string;
  readonly confidence: number;
  readonly probabilities: readonly number[];
  readonly tokens: number;
  readonly truncated: boolean;
}

/** A document that was exported, with how it was cut and what its sentences scored. */
export interface SavedDocument {
  readonly title: string;
  readonly text: string;
  readonly segmentation: Segmentation;
  /** Parallel to the sentences; null where one was not scored. */
  readonly scores: readonly (SavedScore | null)[];
  /** The model that gave the scores; null where there are none. */
  readonly model: { readonly packHash: string; readonly head: string; readonly variant: string } | null;
  readonly problems: readonly string[];
}

/**
 * Reads a file's text as a document that `toJson` wrote; null where it is anything else.
 *
 * @throws NotADocumentError, NewerDocumentError, CancelledError
 */
export async function readSaved(source: string, options: StepOptions = {}): Promise<SavedDocument | null> {
  const data = parse(source);
  if (typeof data !== 'object' || data === null || !('type' in data) || data.type !== EXPORT_TYPE)
    return null;
  const { document, problems } = restoreDocument(data);
  const whole =
    'sentences' in data &&
    Array.isArray(data.sentences) &&
    data.sentences.length === document.sentences.length;
  const fresh = await segmentInSteps(document.text, options);
  const segmentation = whole ? cutOf(document.sentences, document.text, fresh) : fresh;
  const known = new Map(document.sentences.map((one) => [placeOf(one), one]));
  const scores = segmentation.sentences.map((place) => scoreOf(known.get(placeOf(place))));
  return {
    title: document.title,
    text: document.text,
    segmentation,
    scores,
    model: scores.some((score) => score !== null) ? modelOf(document) : null,
    problems,
  };
}

function parse(source: string): unknown {
  if (!/^\s*\{/.test(source) || !source.includes(EXPORT_TYPE)) return null;
  try {
    return JSON.parse(source);
  } catch {
    // Not JSON, or cut off: it opens as the text that it is.
    return null;
  }
}

/** The present cut where it is the saved one too; else the saved one, with a paragraph up to each line break. */
function cutOf(saved: readonly ExportedSentence[], text: string, fresh: Segmentation): Segmentation {
  const same =
    saved.length === fresh.sentences.length &&
    saved.every((one, i) => {
      const now = fresh.sentences[i];
      return now !== undefined && placeOf(now) === placeOf(one) && now.kind === one.kind;
    });
  if (same) return fresh;
  const paragraphs: Span[] = [];
  const sentences = saved.map(({ start, end, kind }) => {
    const open = paragraphs.at(-1);
    if (open === undefined || text.slice(open.end, start).includes('\n')) paragraphs.push({ start, end });
    else paragraphs[paragraphs.length - 1] = { start: open.start, end };
    return { start, end, kind, paragraph: paragraphs.length - 1 };
  });
  return { version: fresh.version, paragraphs, sentences };
}

function placeOf({ start, end }: Span): string {
  return `${start}-${end}`;
}

function scoreOf(sentence: ExportedSentence | undefined): SavedScore | null {
  if (sentence === undefined || sentence.label === null || sentence.confidence === null) return null;
  const { label, confidence, probabilities, tokens = 0, truncated = false } = sentence;
  return { label, confidence, probabilities: Object.values(probabilities ?? {}), tokens, truncated };
}

/** What is not known gets a name that no model has: its scores are then shown as another model's. */
function modelOf({ pack, convention, variant, backend }: ExportedDocument): SavedDocument['model'] {
  const unknown = 'unknown';
  return {
    packHash: pack?.hash ?? unknown,
    head: convention ?? unknown,
    variant: variant ?? backend ?? unknown,
  };
}
