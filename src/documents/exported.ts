import * as v from 'valibot';

const textSchema = v.string();
const offsetSchema = v.pipe(v.number(), v.safeInteger(), v.minValue(0));
const shareSchema = v.pipe(v.number(), v.minValue(0), v.maxValue(1));

export const exportedSentenceSchema = v.object({
  start: offsetSchema,
  end: offsetSchema,
  kind: v.picklist(['prose', 'heading', 'bullet', 'table', 'speaker']),
  text: textSchema,
  /** Null, with the two below, where the sentence has not been scored. */
  label: v.nullable(textSchema),
  confidence: v.nullable(shareSchema),
  /** By label name; sums to 1. */
  probabilities: v.nullable(v.record(v.string(), shareSchema)),
  /** Tokens that the model read, special tokens included. */
  tokens: v.exactOptional(offsetSchema),
  /** True where only the beginning was read. */
  truncated: v.exactOptional(v.boolean()),
});
/** A sentence and its tone; `text` repeats `document.text.slice(start, end)`. */
export type ExportedSentence = v.InferOutput<typeof exportedSentenceSchema>;

export const exportedPackSchema = v.object({ id: textSchema, version: textSchema, hash: textSchema });

export const EXPORT_TYPE = 'undertone-document';
export const EXPORT_VERSION = 1;

/** A scored document as it is saved in a file. */
export interface ExportedDocument {
  readonly type: typeof EXPORT_TYPE;
  readonly version: typeof EXPORT_VERSION;
  /** Version of the app that wrote it. */
  readonly app: string;
  /** ISO 8601 time. */
  readonly exported: string;
  readonly title: string;
  readonly text: string;
  /** The model that scored it; null where nothing has been scored. */
  readonly pack: v.InferOutput<typeof exportedPackSchema> | null;
  readonly backend: string | null;
  /** Variant of the pack that was run. */
  readonly variant?: string | null;
  readonly convention: string | null;
  readonly sentences: readonly ExportedSentence[];
}
