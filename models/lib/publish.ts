import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { InferenceSession } from 'onnxruntime-common';
import * as ortNode from 'onnxruntime-node';
import { checkGoldens, type GoldenSubject, type Goldens } from '../../src/engine/goldens.ts';
import { batchLength, runBatch } from '../../src/engine/model.ts';
import { createTokenizer, type TextTokenizer } from '../../src/engine/tokenizer.ts';
import { argmax } from '../../src/evaluation/metrics.ts';
import type { PackEntry, Variant } from '../../src/packs/catalog.ts';
import { packHash } from '../../src/packs/hash.ts';
import { replaceInCatalogue, writeChunks } from './chunks.ts';
import { PublishError } from './errors.ts';
import { goldenCases, makeGoldens } from './goldens.ts';
import { inFolder, PACKS } from './paths.ts';
import type { TokenizerFiles } from './tokenise.ts';
import { wasmSession } from './wasm.ts';

/** All bytes that a first run may need, ONNX Runtime apart. */
export const MAX_FIRST_RUN_BYTES = 24_000_000;
/** Largest file of goldens. */
const MAX_GOLDENS_BYTES = 200_000;
/**
 * A difference of a logit beyond this is a fault. Rounding explains less: an activation that one runtime rounds
 * up and another down (floats differ in the last bit) moves every later layer by a part of the int8 error.
 */
const MAX_TOLERANCE = 0.5;
const MIN_TOLERANCE = 1e-3;

/** What a recipe hands over: everything about a pack but what publishing finds out itself. */
export interface PackDraft extends Omit<PackEntry, 'hash' | 'files' | 'variants'> {
  /** `config.json` in Hugging Face layout. */
  readonly config: object;
  readonly tokenizer: TokenizerFiles;
  /** The int8 graph, served by WASM. */
  readonly int8: Uint8Array;
  /** A graph of precision `webgpu`; fetched only by those whose browser serves it. */
  readonly webgpu?: Uint8Array;
  /** Texts of our own for the goldens, at least 64. */
  readonly goldenTexts: readonly string[];
}

const encoder = new TextEncoder();
const json = (value: object): Uint8Array => encoder.encode(JSON.stringify(value));

const INT8 = 'onnx/model_int8.onnx';
const WEBGPU = 'onnx/model_webgpu.onnx';
const WEBGPU_GOLDENS = 'goldens_webgpu.json';
/** Graphics processors sum in other orders and approximate exponentials; more than this is a fault. */
const WEBGPU_TOLERANCE = 0.01;
/** Least part of the golden texts to which both graphs give the same label. */
const LEAST_AGREEMENT = 0.99;

/**
 * Publishes a pack: goldens from the independent reference, chunks, catalogue entry and card.
 *
 * @param card Text of the model card for the finished entry.
 * @throws PublishError if it is too large, depends on its batch, or differs between runtimes by more than rounding.
 */
export async function publishPack(
  draft: PackDraft,
  card: (entry: PackEntry) => string,
  folder = PACKS,
): Promise<PackEntry> {
  const { config, tokenizer, int8, webgpu, goldenTexts: _texts, ...facts } = draft;
  const tokenizerJson = json(tokenizer.tokenizer);
  const goldens = await measuredGoldens(draft, int8, tokenizerJson);
  const contents = new Map<string, Uint8Array>([
    ['config.json', json(config)],
    ['tokenizer.json', tokenizerJson],
    ['tokenizer_config.json', json(tokenizer.config)],
    ['special_tokens_map.json', json(tokenizer.specials)],
    [INT8, int8],
    ['goldens.json', goldensFile(goldens)],
  ]);
  const total = [...contents.values()].reduce((sum, bytes) => sum + bytes.byteLength, 0);
  if (total > MAX_FIRST_RUN_BYTES) throw new PublishError(`A first run would need ${total} bytes.`);

  const variants: Variant[] = [{ id: 'int8', backend: 'wasm', model: INT8, needs: [...contents.keys()] }];
  if (webgpu !== undefined) {
    const own = await measuredGoldens(draft, webgpu, tokenizerJson, WEBGPU_TOLERANCE);
    requireAgreement(goldens, own);
    const needs = [...contents.keys()].filter((path) => path !== INT8 && path !== 'goldens.json');
    contents.set(WEBGPU, webgpu).set(WEBGPU_GOLDENS, goldensFile(own));
    variants.push({
      id: 'webgpu',
      backend: 'webgpu',
      model: WEBGPU,
      needs: [...needs, WEBGPU, WEBGPU_GOLDENS],
      goldens: WEBGPU_GOLDENS,
    });
  }
  const files = [];
  for (const [path, bytes] of contents) files.push(await writeChunks(folder, path, bytes));
  const entry: PackEntry = { ...facts, hash: await packHash(files), variants, files };
  await replaceInCatalogue(folder, entry);
  await writeFile(await inFolder(join(folder, entry.id, 'CARD.md')), card(entry));
  return entry;
}

function goldensFile(goldens: Goldens): Uint8Array {
  const bytes = json(goldens);
  if (bytes.byteLength > MAX_GOLDENS_BYTES) throw new PublishError('The goldens are too large.');
  return bytes;
}

/**
 * Goldens of one graph with the tolerance that Node and WASM need against the reference, with a margin of two.
 *
 * @param least Smallest tolerance.
 */
async function measuredGoldens(
  draft: PackDraft,
  model: Uint8Array,
  tokenizerJson: Uint8Array,
  least = MIN_TOLERANCE,
): Promise<Goldens> {
  const tokenizer = createTokenizer(draft.tokenizer.tokenizer, draft.tokenizer.config);
  const goldens = await makeGoldens(
    { tokenizer: tokenizerJson, model },
    draft.heads,
    draft.maxTokens,
    goldenCases(draft.goldenTexts, draft.maxTokens),
    tokenizer,
  );
  const errors = [
    await goldenError(draft, goldens, tokenizer, await ortNode.InferenceSession.create(model)),
    await goldenError(draft, goldens, tokenizer, await wasmSession(model)),
  ];
  console.log(`largest differences from the goldens: ${errors.join(' (Node), ')} (WASM)`);
  const tolerance = Math.max(least, Number((2 * Math.max(...errors)).toPrecision(1)));
  if (tolerance > MAX_TOLERANCE) {
    throw new PublishError(`Runtimes differ by ${errors.join(' and ')} on the goldens.`);
  }
  return { format: 1, tolerance, cases: goldens };
}

/** @throws PublishError where two graphs of a pack label too many golden texts differently. */
export function requireAgreement(a: Goldens, b: Goldens): void {
  const [ours, theirs] = [labelsOf(a), labelsOf(b)];
  const same = ours.filter((label, i) => label === theirs[i]).length;
  if (ours.length !== theirs.length || same < LEAST_AGREEMENT * ours.length) {
    throw new PublishError(`The graphs agree on ${same} of ${ours.length} golden labels only.`);
  }
}

/** The label of every golden text by every head. */
function labelsOf(goldens: Goldens): number[] {
  return goldens.cases.flatMap(({ logits }) =>
    Object.values(logits).flatMap((rows) => rows.map((row) => argmax(row))),
  );
}

/** Largest difference of a logit from the goldens in one runtime; releases the session. */
async function goldenError(
  draft: PackDraft,
  goldens: Goldens['cases'],
  tokenizer: TextTokenizer,
  session: InferenceSession,
): Promise<number> {
  const subject: GoldenSubject = {
    encode: (text) => tokenizer.encode(text, draft.maxTokens).ids,
    run: (rows, padTo) => {
      const batch = rows.map((ids) => ({ ids }));
      const length = padTo ?? batchLength(batch, draft.maxTokens);
      return runBatch(session, draft.heads, batch, tokenizer.padId, length);
    },
  };
  try {
    return await checkGoldens(goldens, Number.POSITIVE_INFINITY, subject);
  } finally {
    await session.release();
  }
}
