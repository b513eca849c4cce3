import * as v from 'valibot';

/** To a worker: score this group, or leave. */
export type ToWorker =
  | { readonly kind: 'score'; readonly id: number; readonly texts: readonly string[] }
  | { readonly kind: 'close' };

const scoreSchema = v.object({
  label: v.string(),
  probabilities: v.pipe(v.array(v.number()), v.readonly()),
  confidence: v.number(),
  tokens: v.number(),
  truncated: v.boolean(),
});

const failureSchema = v.object({ name: v.string(), message: v.string(), stack: v.optional(v.string()) });
export type Failure = v.InferOutput<typeof failureSchema>;

/** From a worker: it serves; an answer by the id of its group; or why it cannot. */
export const fromWorkerSchema = v.variant('kind', [
  v.object({ kind: v.literal('ready') }),
  v.object({ kind: v.literal('scores'), id: v.number(), scores: v.pipe(v.array(scoreSchema), v.readonly()) }),
  v.object({ kind: v.literal('failed'), id: v.nullable(v.number()), error: failureSchema }),
]);
export type FromWorker = v.InferOutput<typeof fromWorkerSchema>;

/** An error as it crosses between threads: by its stable name. */
export function failureOf(error: unknown): Failure {
  if (!(error instanceof Error)) return { name: 'Error', message: String(error) };
  const failure = { name: error.name, message: error.message };
  return error.stack === undefined ? failure : { ...failure, stack: error.stack };
}

/** The error of another thread, under its own name. */
export function revive(failure: Failure): Error {
  const error = new Error(failure.message);
  error.name = failure.name;
  if (failure.stack !== undefined) error.stack = failure.stack;
  return error;
}
