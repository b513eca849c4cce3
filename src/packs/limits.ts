import { UndertoneError } from '../errors.ts';
import type { PackEntry } from './catalog.ts';

const MIB = 1024 * 1024;

/** What an archive may be before anything in it is believed. Sizes in bytes. */
export const ARCHIVE_LIMITS = {
  archiveBytes: 600 * MIB,
  entries: 64,
  fileBytes: 512 * MIB,
  totalBytes: 700 * MIB,
  /** `pack.json` and `runtime.json`. */
  jsonBytes: 4 * MIB,
  /** Weights barely compress; whatever shrinks more than this is made to burst. */
  ratio: 200,
} as const;

/** What a graph may be before ONNX Runtime sees it. */
export const MODEL_LIMITS = {
  initialiserBytes: 512 * MIB,
  tensorBytes: 256 * MIB,
  nodes: 20_000,
} as const;

/** An archive, or a graph in it, exceeds a limit; nothing of it was stored. */
export class ImportLimitError extends UndertoneError {
  override readonly name = 'ImportLimitError';
  readonly limit: string;
  readonly value: number;
  readonly allowed: number;
  constructor(limit: string, value: number, allowed: number) {
    super(`The file exceeds a limit: ${limit} is ${value}, and ${allowed} is allowed.`);
    this.limit = limit;
    this.value = value;
    this.allowed = allowed;
  }
}

/** The file is no archive of a pack, or what it holds contradicts itself. */
export class ArchiveInvalidError extends UndertoneError {
  override readonly name = 'ArchiveInvalidError';
}

/** A file in the archive has other bytes than the archive's own list says: altered, or damaged on its way. */
export class AlteredArchiveError extends UndertoneError {
  override readonly name = 'AlteredArchiveError';
  readonly file: string;
  constructor(file: string) {
    super(`${file} in the archive has other bytes than it should.`);
    this.file = file;
  }
}

/** The imported graph holds what no text encoder needs; it was not given to ONNX Runtime. */
export class UnsafeModelError extends UndertoneError {
  override readonly name = 'UnsafeModelError';
}

/** Facts about an ONNX graph, read without running it. */
export interface ModelInspection {
  /** Every operator of the graph and its subgraphs, as `domain::type`; the default domain is `ai.onnx`. */
  readonly operators: ReadonlyMap<string, number>;
  /** Bytes of all initialisers, and of the largest. */
  readonly initialiserBytes: number;
  readonly largestTensorBytes: number;
  /** True where a tensor's data lies in another file. */
  readonly externalData: boolean;
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
}

export function within(limit: string, value: number, allowed: number): void {
  if (value > allowed) throw new ImportLimitError(limit, value, allowed);
}

/** What the central directory of an archive says about one entry. */
export interface ArchiveEntryFacts {
  readonly path: string;
  readonly packedBytes: number;
  readonly bytes: number;
}

const PLAIN_PATH = /^[A-Za-z0-9_-][A-Za-z0-9._-]*(\/[A-Za-z0-9_-][A-Za-z0-9._-]*){0,6}$/;

/**
 * Judges an archive by its directory alone.
 *
 * @throws ImportLimitError, ArchiveInvalidError (paths that are not plain, or appear twice)
 */
export function checkEntries(entries: readonly ArchiveEntryFacts[]): void {
  within('the number of entries', entries.length, ARCHIVE_LIMITS.entries);
  const seen = new Set<string>();
  let total = 0;
  for (const { path, bytes, packedBytes } of entries) {
    if (!PLAIN_PATH.test(path))
      throw new ArchiveInvalidError(`The archive holds an odd path: ${JSON.stringify(path)}`);
    // Some file systems cannot tell two such names apart.
    if (seen.has(path.toLowerCase())) throw new ArchiveInvalidError(`The archive holds ${path} twice.`);
    seen.add(path.toLowerCase());
    within(`the size of ${path}`, bytes, ARCHIVE_LIMITS.fileBytes);
    if (bytes > MIB)
      within(`the compression of ${path}`, bytes / Math.max(1, packedBytes), ARCHIVE_LIMITS.ratio);
    total += bytes;
  }
  within('the size of all files', total, ARCHIVE_LIMITS.totalBytes);
}

/** Operators of BERT-family encoders, fp32, int8 and 4-bit; no control flow, no sequences, nothing that reads files. */
const STANDARD = `Abs Add And ArgMax Cast CastLike Ceil Clip Concat Constant ConstantOfShape Cos CumSum
  DequantizeLinear Div Dropout DynamicQuantizeLinear Einsum Equal Erf Exp Expand Flatten Floor Gather GatherElements
  GatherND Gelu Gemm Greater GreaterOrEqual Identity LayerNormalization Less LessOrEqual Log LogSoftmax MatMul
  MatMulInteger Max Min Mod Mul Neg Not Or Pow QLinearMatMul QuantizeLinear Range Reciprocal ReduceMax ReduceMean
  ReduceMin ReduceSum ReduceSumSquare Relu Reshape Round Shape Sigmoid Sign Sin Size Slice Softmax Split Sqrt Squeeze Sub
  Sum Tanh Tile Transpose Trilu Unsqueeze Where`;
const MICROSOFT = `Attention BiasGelu DynamicQuantizeMatMul EmbedLayerNormalization FastGelu FusedMatMul
  GatherBlockQuantized Gelu MatMulIntegerToFloat MatMulNBits MultiHeadAttention QAttention QuickGelu
  SimplifiedLayerNormalization SkipLayerNormalization SkipSimplifiedLayerNormalization`;
const ALLOWED = new Set([
  ...STANDARD.split(/\s+/).map((type) => `ai.onnx::${type}`),
  ...MICROSOFT.split(/\s+/).map((type) => `com.microsoft::${type}`),
]);

/**
 * Judges an imported graph before ONNX Runtime sees it.
 *
 * @throws ImportLimitError, UnsafeModelError
 */
export function checkModel(model: ModelInspection, pack: Pick<PackEntry, 'heads'>): void {
  const foreign = [...model.operators.keys()].filter((operator) => !ALLOWED.has(operator));
  if (foreign.length > 0) {
    throw new UnsafeModelError(`The model uses operators that are not allowed: ${foreign.join(', ')}.`);
  }
  if (model.externalData) throw new UnsafeModelError('The model refers to data in other files.');
  let nodes = 0;
  for (const count of model.operators.values()) nodes += count;
  within('the number of operators', nodes, MODEL_LIMITS.nodes);
  within('the largest tensor', model.largestTensorBytes, MODEL_LIMITS.tensorBytes);
  within('the size of all tensors', model.initialiserBytes, MODEL_LIMITS.initialiserBytes);
  for (const head of pack.heads) {
    if (!model.outputs.includes(head.output)) {
      throw new UnsafeModelError(`The model lacks the output "${head.output}" of head ${head.id}.`);
    }
  }
}
