import * as v from 'valibot';
import { CancelledError } from '../errors.ts';
import type { Trust } from '../storage/schema.ts';
import type { Bytes } from './bytes.ts';
import {
  type Catalogue,
  type PackEntry,
  type PackFile,
  packSchema,
  type RuntimeEntry,
  runtimeSchema,
  type Variant,
} from './catalog.ts';
import { checkPack } from './consistency.ts';
import { CatalogueInvalidError } from './errors.ts';
import { sha256Hex } from './hash.ts';
import {
  AlteredArchiveError,
  ARCHIVE_LIMITS,
  ArchiveInvalidError,
  checkModel,
  type ModelInspection,
  within,
} from './limits.ts';
import { type Part, partFiles, runtimeKey, variantFiles } from './parts.ts';
import { checkSpace } from './space.ts';
import type { PackStore } from './store.ts';
import { type ArchiveEntry, openArchive } from './zip.ts';

export interface ImportRequest {
  readonly blob: Blob;
  readonly store: PackStore;
  /** What the build trusts: a pack found there is installed as such, and runtimes come from there only. */
  readonly trusted: Catalogue;
  /** Reads a graph without running it. @throws where the bytes are no ONNX graph */
  readonly inspect: (model: Uint8Array) => ModelInspection;
  readonly signal?: AbortSignal;
  /** Bytes of files checked and stored so far, and in all. */
  readonly onProgress?: (done: number, total: number) => void;
}

export interface ImportedPack {
  readonly entry: PackEntry;
  readonly trust: Trust;
  /** The archive describes a published model otherwise than the trusted catalogue, whose words are kept. */
  readonly redescribed: boolean;
  /** Ids of the variants that were complete in the archive. */
  readonly variants: readonly string[];
  readonly runtimes: readonly RuntimeEntry[];
  /** Ids of runtimes that were left out, because they are code and not the build's own. */
  readonly refusedRuntimes: readonly string[];
}

/** Members of a wrong `pack.json` that its error names. */
const NAMED_PROBLEMS = 3;

type Archive = ReadonlyMap<string, ArchiveEntry>;

/**
 * Installs a pack from one file. Limits come first, then the schema, then the hash of every file, then the graph's
 * operators and sizes; where anything fails, nothing stays behind.
 *
 * @throws ArchiveInvalidError, ImportLimitError, UnsafeModelError, AlteredArchiveError, NotEnoughSpaceError,
 *   StorageFullError, CancelledError
 */
export async function importPack(request: ImportRequest): Promise<ImportedPack> {
  const archive = await openArchive(request.blob);
  const claimed = await readEntry(archive);
  // The hash covers the files only: labels and temperatures are the trusted entry's, not the archive's.
  const own = request.trusted.packs.find((pack) => pack.hash === claimed.hash);
  const entry = own ?? claimed;
  const trust: Trust = own === undefined ? 'unverified' : 'catalogue';
  const variants = entry.variants.filter((variant) => isComplete(archive, entry, variant));
  if (variants.length === 0) throw new ArchiveInvalidError('The archive lacks files of the model.');
  const { runtimes, refused } = await findRuntimes(archive, request.trusted);
  const begun: Part[] = [];
  const parts: { part: Part; prefix: string; trust: Trust }[] = [
    ...runtimes.map((runtime) => ({
      part: { kind: 'runtime', entry: runtime } as const,
      prefix: `runtime/${runtime.id}/`,
      trust: 'catalogue' as const,
    })),
    ...variants.map((variant) => ({ part: { kind: 'pack', entry, variant } as const, prefix: '', trust })),
  ];
  const progress = new Tally(
    parts.flatMap(({ part }) => partFiles(part)),
    request.onProgress,
  );
  const missing = await request.store.missingChunks(parts.flatMap(({ part }) => partFiles(part)));
  await checkSpace(missing.reduce((sum, chunk) => sum + chunk.bytes, 0));
  try {
    for (const { part, prefix, trust } of parts) {
      begun.push(part);
      await request.store.begin(part, trust);
      for (const file of partFiles(part))
        await importFile(request, archive, prefix, file, part, trust, progress);
    }
    for (const { part, trust } of parts) await request.store.installPart(part, trust);
  } catch (error) {
    // What went wrong first is what the user has to hear; chunks left behind go with the next sweep.
    for (const part of begun) await request.store.abandon(part).catch(() => undefined);
    throw error;
  }
  return {
    entry,
    trust,
    // Both went through the schema, which puts the members in one order.
    redescribed: JSON.stringify(entry) !== JSON.stringify(claimed),
    variants: variants.map(({ id }) => id),
    runtimes,
    refusedRuntimes: refused,
  };
}

async function importFile(
  request: ImportRequest,
  archive: Archive,
  prefix: string,
  file: PackFile,
  part: Part,
  trust: Trust,
  progress: Tally,
): Promise<void> {
  if (request.signal?.aborted) throw new CancelledError('The import');
  const bytes = await readMember(archive, prefix + file.path);
  if (bytes.length !== file.bytes || (await sha256Hex(bytes)) !== file.sha256) {
    throw new AlteredArchiveError(prefix + file.path);
  }
  const isModel = part.kind === 'pack' && part.entry.variants.some(({ model }) => model === file.path);
  if (isModel && trust === 'unverified') checkModel(request.inspect(bytes), part.entry);
  let offset = 0;
  for (const chunk of file.chunks) {
    await request.store.putChunk(chunk, bytes.slice(offset, offset + chunk.bytes));
    offset += chunk.bytes;
  }
  progress.add(file.bytes);
}

async function readEntry(archive: Archive): Promise<PackEntry> {
  const parsed = v.safeParse(packSchema, await readJson(archive, 'pack.json'));
  if (!parsed.success) throw new ArchiveInvalidError(problemsOf(parsed.issues));
  try {
    await checkPack(parsed.output);
  } catch (cause) {
    if (!(cause instanceof CatalogueInvalidError)) throw cause;
    throw new ArchiveInvalidError(`pack.json: ${cause.message}`, { cause });
  }
  return parsed.output;
}

/** The first problems by name and the number of the rest: a wholly wrong file has dozens. */
function problemsOf(issues: readonly v.BaseIssue<unknown>[]): string {
  const named = issues.slice(0, NAMED_PROBLEMS).map((issue) => v.getDotPath(issue) ?? 'the whole');
  const more = issues.length > named.length ? ` and ${issues.length - named.length} more` : '';
  return `pack.json does not describe a model; missing or wrong: ${named.join(', ')}${more}.`;
}

function isComplete(archive: Archive, entry: PackEntry, variant: Variant): boolean {
  return variantFiles(entry, variant).every((file) => archive.has(file.path));
}

/** A runtime is code: the archive only brings bytes that the trusted catalogue already names. */
async function findRuntimes(
  archive: Archive,
  trusted: Catalogue,
): Promise<{ runtimes: RuntimeEntry[]; refused: string[] }> {
  const runtimes: RuntimeEntry[] = [];
  const refused: string[] = [];
  for (const path of archive.keys()) {
    const id = /^runtime\/([^/]+)\/runtime\.json$/.exec(path)?.[1];
    if (id === undefined) continue;
    const claimed = v.safeParse(runtimeSchema, await readJson(archive, path));
    const own = trusted.runtimes.find(
      (runtime) => claimed.success && runtimeKey(runtime) === runtimeKey(claimed.output),
    );
    if (own?.id === id) runtimes.push(own);
    else refused.push(id);
  }
  return { runtimes, refused };
}

async function readJson(archive: Archive, path: string): Promise<unknown> {
  const member = archive.get(path);
  if (member === undefined) throw new ArchiveInvalidError(`The archive lacks ${path}.`);
  within(`the size of ${path}`, member.bytes, ARCHIVE_LIMITS.jsonBytes);
  const bytes = await member.read();
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch (cause) {
    throw new ArchiveInvalidError(`The archive's ${path} is not JSON.`, { cause });
  }
}

async function readMember(archive: Archive, path: string): Promise<Bytes> {
  const member = archive.get(path);
  if (member === undefined) throw new ArchiveInvalidError(`The archive lacks ${path}.`);
  return member.read();
}

class Tally {
  readonly #total: number;
  readonly #report: (done: number, total: number) => void;
  #done = 0;

  constructor(files: readonly PackFile[], report: ((done: number, total: number) => void) | undefined) {
    this.#total = files.reduce((sum, file) => sum + file.bytes, 0);
    this.#report = report ?? (() => undefined);
  }

  add(bytes: number): void {
    this.#done += bytes;
    this.#report(this.#done, this.#total);
  }
}
