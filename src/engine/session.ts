import type { InferenceSession } from 'onnxruntime-common';
import * as v from 'valibot';
import { UndertoneError } from '../errors.ts';
import type { PackEntry, PackFile, Variant } from '../packs/catalog.ts';
import type { Timings } from '../storage/verdicts.ts';
import { type ToneScore, toneOf } from '../tasks/sentiment.ts';
import type { Encoded } from './batching.ts';
import { checkGoldens, type Goldens, goldensSchema, quickCases } from './goldens.ts';
import { batchLength, runBatch } from './model.ts';
import { TIMED_TEXTS, TIMED_TOKENS, timeRuns, timingRows } from './timing.ts';
import { createTokenizer, type TextTokenizer } from './tokenizer.ts';

/** A pack lacks a file that its catalogue entry promises, or the file is not what it should be. */
export class PackContentError extends UndertoneError {
  override readonly name = 'PackContentError';
}

/** Reads and verifies one file of a pack. */
export type FileReader = (file: PackFile) => Promise<Uint8Array<ArrayBuffer>>;

const objectSchema = v.looseObject({});

/** A session with its tokenizer: the same class serves the page's worker and Node. */
export class ToneModel {
  readonly pack: PackEntry;
  private readonly session: InferenceSession;
  private readonly tokenizer: TextTokenizer;
  private readonly goldens: Goldens;

  constructor(pack: PackEntry, session: InferenceSession, tokenizer: TextTokenizer, goldens: Goldens) {
    this.pack = pack;
    this.session = session;
    this.tokenizer = tokenizer;
    this.goldens = goldens;
  }

  encode(text: string): Encoded {
    return this.tokenizer.encode(text, this.pack.maxTokens);
  }

  /** Scores one batch by one head; `scores[i]` answers `batch[i]`. */
  async score(headId: string, batch: readonly Encoded[]): Promise<ToneScore[]> {
    const head = this.pack.heads.find((candidate) => candidate.id === headId);
    if (head === undefined) throw new PackContentError(`The pack has no convention "${headId}".`);
    const logits = await runBatch(
      this.session,
      [head],
      batch,
      this.tokenizer.padId,
      batchLength(batch, this.pack.maxTokens),
    );
    const rows = logits.get(head.id) ?? [];
    return batch.map((text, row) => toneOf(head, rows[row] ?? [], text.ids.length, text.truncated));
  }

  /**
   * Compares this session with the pack's goldens.
   *
   * @param depth `quick` runs a few texts as one batch; `full` runs every case as it was recorded.
   * @returns the largest absolute difference of a logit.
   * @throws GoldenMismatchError where an answer differs: such a session must not serve.
   */
  check(depth: 'quick' | 'full'): Promise<number> {
    const cases = depth === 'quick' ? quickCases(this.goldens) : this.goldens.cases;
    return checkGoldens(cases, this.goldens.tolerance, {
      encode: (text) => this.encode(text).ids,
      run: (ids, padTo) => {
        const batch = ids.map((row) => ({ ids: row }));
        const length = padTo ?? batchLength(batch, this.pack.maxTokens);
        return runBatch(this.session, this.pack.heads, batch, this.tokenizer.padId, length);
      },
    });
  }

  /** Times one text and a batch of 32, of 32 tokens each, as the middle of several runs. */
  async measure(): Promise<Timings> {
    const rows = timingRows(this.goldens);
    const run = (count: number) => () =>
      runBatch(this.session, this.pack.heads, rows.slice(0, count), this.tokenizer.padId, TIMED_TOKENS);
    return { one: await timeRuns(run(1)), many: await timeRuns(run(TIMED_TEXTS)) };
  }

  release(): Promise<void> {
    return this.session.release();
  }
}

/**
 * Builds a model from a pack's files.
 *
 * @param read verifies what it reads; this function trusts the bytes.
 * @param createSession of the runtime that will serve.
 * @throws PackContentError where a file is missing or not JSON.
 */
export async function openToneModel(
  pack: PackEntry,
  variant: Variant,
  read: FileReader,
  createSession: (model: Uint8Array) => Promise<InferenceSession>,
): Promise<ToneModel> {
  const [tokenizerJson, tokenizerConfig, goldens] = await Promise.all([
    readJson(pack, 'tokenizer.json', objectSchema, read),
    readJson(pack, 'tokenizer_config.json', objectSchema, read),
    readJson(pack, variant.goldens ?? 'goldens.json', goldensSchema, read),
  ]);
  const tokenizer = createTokenizer(tokenizerJson, tokenizerConfig);
  const session = await createSession(await read(fileOf(pack, variant.model)));
  return new ToneModel(pack, session, tokenizer, goldens);
}

/** @throws PackContentError where the pack has no such file. */
export function fileOf(pack: PackEntry, path: string): PackFile {
  const file = pack.files.find((candidate) => candidate.path === path);
  if (file === undefined) throw new PackContentError(`The pack ${pack.id} has no file "${path}".`);
  return file;
}

async function readJson<const Schema extends v.GenericSchema>(
  pack: PackEntry,
  path: string,
  schema: Schema,
  read: FileReader,
): Promise<v.InferOutput<Schema>> {
  const bytes = await read(fileOf(pack, path));
  try {
    return v.parse(schema, JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes)));
  } catch (cause) {
    throw new PackContentError(`The file "${path}" of the pack ${pack.id} cannot be read.`, { cause });
  }
}
