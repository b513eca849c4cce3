import * as v from 'valibot';
import { NewerDocumentError, NotADocumentError } from './errors.ts';
import {
  EXPORT_TYPE,
  EXPORT_VERSION,
  type ExportedDocument,
  type ExportedSentence,
  exportedPackSchema,
  exportedSentenceSchema,
} from './exported.ts';

export interface Restored {
  readonly document: ExportedDocument;
  /** What had to be left out or mended, for the user; empty for a sound file. */
  readonly problems: readonly string[];
}

/** Parts that may be damaged are read one by one. */
const part = v.optional(v.unknown());
const envelopeSchema = v.object({
  type: v.literal(EXPORT_TYPE),
  version: v.pipe(v.number(), v.safeInteger(), v.minValue(1)),
  text: v.string(),
  app: part,
  exported: part,
  title: part,
  pack: part,
  backend: part,
  variant: part,
  convention: part,
  sentences: part,
});
const scoreSchema = v.pick(exportedSentenceSchema, [
  'label',
  'confidence',
  'probabilities',
  'tokens',
  'truncated',
]);
const placeSchema = v.pick(exportedSentenceSchema, ['start', 'end', 'kind', 'text']);
const NO_SCORE = { label: null, confidence: null, probabilities: null };

/**
 * Reads what `toJson` wrote, as far as it is sound: the text must be there, everything else is mended or
 * left out item by item and said in `problems`.
 *
 * @throws NotADocumentError, NewerDocumentError
 */
export function restoreDocument(data: unknown): Restored {
  const envelope = v.safeParse(envelopeSchema, data);
  if (!envelope.success) throw new NotADocumentError('This is no document that Undertone saved.');
  const saved = envelope.output;
  if (saved.version > EXPORT_VERSION) {
    throw new NewerDocumentError(
      `The document has format ${saved.version}; this version reads ${EXPORT_VERSION}.`,
    );
  }
  const problems: string[] = [];
  const sentences = restoreSentences(saved.text, saved.sentences, problems);
  const pack = v.safeParse(v.nullable(exportedPackSchema), saved.pack ?? null);
  if (!pack.success) problems.push('The model that scored the document is not known.');
  const document: ExportedDocument = {
    type: EXPORT_TYPE,
    version: EXPORT_VERSION,
    app: stringOr(saved.app, ''),
    exported: stringOr(saved.exported, ''),
    title: stringOr(saved.title, 'Untitled'),
    text: saved.text,
    pack: pack.success ? pack.output : null,
    backend: stringOr(saved.backend, null),
    ...(typeof saved.variant === 'string' ? { variant: saved.variant } : {}),
    convention: stringOr(saved.convention, null),
    sentences,
  };
  return { document, problems };
}

function restoreSentences(text: string, data: unknown, problems: string[]): ExportedSentence[] {
  if (!Array.isArray(data)) {
    problems.push('The sentences are missing.');
    return [];
  }
  const sentences: ExportedSentence[] = [];
  let cursor = 0;
  let lost = 0;
  let unscored = 0;
  for (const item of data) {
    const place = v.safeParse(placeSchema, item);
    const start = place.success ? locate(text, place.output, cursor) : -1;
    if (!place.success || start < 0) {
      lost++;
      continue;
    }
    const end = start + place.output.text.length;
    const score = v.safeParse(scoreSchema, item);
    if (!score.success) unscored++;
    sentences.push({ ...place.output, start, end, ...(score.success ? score.output : NO_SCORE) });
    cursor = end;
  }
  if (lost > 0)
    problems.push(
      `${lost} ${lost === 1 ? 'sentence was' : 'sentences were'} left out that the text does not have.`,
    );
  if (unscored > 0)
    problems.push(
      `The damaged scores of ${unscored} ${unscored === 1 ? 'sentence' : 'sentences'} were left out.`,
    );
  return sentences;
}

/** Where a sentence stands: at its offset, else at the next place with the same words; -1 if nowhere. */
function locate(text: string, sentence: { start: number; text: string }, cursor: number): number {
  if (sentence.text === '') return -1;
  if (sentence.start >= cursor && text.startsWith(sentence.text, sentence.start)) return sentence.start;
  return text.indexOf(sentence.text, cursor);
}

function stringOr<Fallback>(value: unknown, fallback: Fallback): string | Fallback {
  return typeof value === 'string' ? value : fallback;
}
