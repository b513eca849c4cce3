import * as v from 'valibot';

const number = v.pipe(v.number(), v.finite());
const spreadSchema = v.object({ median: number, low: number, high: number });
const workload = {
  runtime: v.picklist(['node', 'chromium']),
  threads: number,
  batch: number,
};

const ratioSchema = v.object({
  ...workload,
  /** The contestant that Undertone is this many times as fast as. */
  against: v.string(),
  ratio: spreadSchema,
});

const speedSchema = v.object({
  ...workload,
  id: v.string(),
  title: v.string(),
  sentencesPerSecond: spreadSchema,
  /** Part of the measured texts to which this contestant gave Undertone's own label; null for other weights. */
  agreement: v.nullable(number),
});

const timeSchema = v.object({
  milliseconds: spreadSchema,
  /** As a multiple of one session creation of the same round. */
  sessions: spreadSchema,
});

const pageSchema = v.object({
  /** Milliseconds that `InferenceSession.create` takes in a new worker, WebAssembly and its threads included. */
  sessionCreation: spreadSchema,
  /** From the cold navigation of a new profile to the first tone on the screen, download included. */
  coldToFirstTone: timeSchema,
  /** From the navigation of a new browser with the server dead to the first tone of a new text. */
  offlineToFirstTone: timeSchema,
  firstRun: v.object({
    /** Bytes that the server sent until the first tone and everything for offline use had arrived. */
    bytes: number,
    model: number,
    runtime: number,
    app: number,
    requests: number,
  }),
  /** Megabytes. */
  memory: v.object({
    /** Highest resident set of the page's renderer process; Linux only. */
    peakResident: v.nullable(spreadSchema),
    /** `performance.measureUserAgentSpecificMemory` after a text was scored; null where it is not offered. */
    agent: v.nullable(spreadSchema),
  }),
});

/** `bench/results.json`: one run of `npm run bench`. */
export const resultsSchema = v.object({
  format: v.literal(1),
  ratios: v.array(ratioSchema),
  speeds: v.array(speedSchema),
  page: v.nullable(pageSchema),
  date: v.pipe(v.string(), v.isoTimestamp()),
  machine: v.object({
    processor: v.string(),
    cores: number,
    memoryGB: number,
    system: v.string(),
    /** One-minute load averages before and after the run: above the number of cores, others were working. */
    load: v.object({ before: number, after: number }),
  }),
  versions: v.record(v.string(), v.string()),
  pack: v.object({ id: v.string(), version: v.string(), hash: v.string() }),
  settings: v.object({ tokens: number, texts: number, repeats: number, seconds: number, quick: v.boolean() }),
});

export type Results = v.InferOutput<typeof resultsSchema>;
export type Ratio = Results['ratios'][number];
export type Speed = Results['speeds'][number];
export type PageFigures = v.InferOutput<typeof pageSchema>;
