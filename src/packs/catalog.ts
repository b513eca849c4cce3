import * as v from 'valibot';

/** Largest chunk a pack may be cut into, in bytes: no static host refuses 4 MiB, and a lost download repeats at most that. */
export const MAX_CHUNK_BYTES = 4 * 1024 * 1024;

const sha256Schema = v.pipe(
  v.string(),
  v.regex(/^[0-9a-f]{64}$/, 'not a SHA-256 in lower-case hex'),
  v.brand('Sha256'),
);
/** SHA-256 in lower-case hex. */
export type Sha256 = v.InferOutput<typeof sha256Schema>;

const bytesSchema = v.pipe(v.number(), v.safeInteger(), v.minValue(0));
const textSchema = v.pipe(v.string(), v.minLength(1), v.maxLength(4_000));
const idSchema = v.pipe(v.string(), v.regex(/^[a-z0-9][a-z0-9._-]{0,63}$/, 'not an identifier'));
const pathSchema = v.pipe(
  v.string(),
  v.regex(/^[A-Za-z0-9_-][A-Za-z0-9._-]*(\/[A-Za-z0-9_-][A-Za-z0-9._-]*){0,4}$/, 'not a plain relative path'),
);

const chunkSchema = v.object({
  sha256: sha256Schema,
  bytes: v.pipe(bytesSchema, v.minValue(1), v.maxValue(MAX_CHUNK_BYTES)),
});
/** One content-addressed piece of a file; served as `packs/chunks/<sha256>.bin`. */
export type ChunkRef = v.InferOutput<typeof chunkSchema>;

const fileSchema = v.object({
  path: pathSchema,
  bytes: bytesSchema,
  sha256: sha256Schema,
  chunks: v.array(chunkSchema),
});
/** A file of a pack or of a runtime: the concatenation of its chunks, in order. */
export type PackFile = v.InferOutput<typeof fileSchema>;

const headSchema = v.object({
  /** Labelling convention that the head answers in: `investor`, `phrasebank`, … */
  id: idSchema,
  title: textSchema,
  description: textSchema,
  /** Name of the graph's output that holds this head's logits, `[batch, labels]`. */
  output: textSchema,
  /** Label names in the order of the logits. */
  labels: v.pipe(v.array(idSchema), v.minLength(2)),
  /** Temperature that divides the logits before the softmax; fitted on validation data. */
  temperature: v.pipe(v.number(), v.gtValue(0)),
});
export type Head = v.InferOutput<typeof headSchema>;

const variantSchema = v.object({
  /** Numeric format of the weights: `int8`, `fp32`, `webgpu-fp16`, … */
  id: idSchema,
  backend: v.picklist(['wasm', 'webgpu']),
  /** Path of the ONNX file among `files`. */
  model: pathSchema,
  /** Paths of every file that this variant needs to run, tokenizer and goldens included. */
  needs: v.pipe(v.array(pathSchema), v.minLength(1)),
  /** Path of the answers that this variant has to reproduce; `goldens.json` where it is not given. */
  goldens: v.exactOptional(pathSchema),
});
export type Variant = v.InferOutput<typeof variantSchema>;

const metricSchema = v.object({
  name: textSchema,
  head: idSchema,
  dataset: textSchema,
  value: v.number(),
  /** 95 % bootstrap interval. */
  low: v.number(),
  high: v.number(),
  rows: bytesSchema,
});
export type Metric = v.InferOutput<typeof metricSchema>;

const licenceSchema = v.object({
  spdx: textSchema,
  name: textSchema,
  /** What the licence means for the user, in one sentence ("may I use it at work?"). */
  consequence: textSchema,
});
export type Licence = v.InferOutput<typeof licenceSchema>;

const sourceSchema = v.object({
  name: textSchema,
  licence: textSchema,
  rows: v.optional(bytesSchema),
  use: textSchema,
});
/** A data set or a set of start weights that touched a pack's weights. */
export type Source = v.InferOutput<typeof sourceSchema>;

const packSchema = v.object({
  id: idSchema,
  version: v.pipe(v.string(), v.regex(/^\d+\.\d+\.\d+$/)),
  task: v.literal('tone'),
  title: textSchema,
  summary: textSchema,
  /** Identity of the pack's content: see `packHash`. Stored with every score. */
  hash: sha256Schema,
  parameters: bytesSchema,
  /** Longest input in tokens, special tokens included. */
  maxTokens: v.pipe(bytesSchema, v.minValue(8)),
  heads: v.pipe(v.array(headSchema), v.minLength(1)),
  variants: v.pipe(v.array(variantSchema), v.minLength(1)),
  files: v.pipe(v.array(fileSchema), v.minLength(1)),
  metrics: v.array(metricSchema),
  licence: licenceSchema,
  data: v.array(sourceSchema),
  provenance: v.object({
    recipe: textSchema,
    seed: bytesSchema,
    made: v.pipe(v.string(), v.isoDate()),
    base: v.array(sourceSchema),
  }),
});
/** One published model. */
export type PackEntry = v.InferOutput<typeof packSchema>;

const runtimeSchema = v.object({
  /** `wasm` or `webgpu`: the ONNX Runtime build of that name. */
  id: v.picklist(['wasm', 'webgpu']),
  version: textSchema,
  files: v.pipe(v.array(fileSchema), v.minLength(1)),
});
/** The WebAssembly of one ONNX Runtime build, stored and hashed like a model. */
export type RuntimeEntry = v.InferOutput<typeof runtimeSchema>;

export const catalogueSchema = v.object({
  format: v.literal(1),
  packs: v.array(packSchema),
  runtimes: v.array(runtimeSchema),
});
export type Catalogue = v.InferOutput<typeof catalogueSchema>;
export { packSchema, runtimeSchema, sha256Schema };
