import { Zip, ZipPassThrough } from 'fflate';
import { CancelledError } from '../errors.ts';
import type { Bytes } from './bytes.ts';
import type { PackEntry, PackFile, RuntimeEntry } from './catalog.ts';
import { variantFiles } from './parts.ts';
import type { PackStore } from './store.ts';

export interface ExportRequest {
  readonly entry: PackEntry;
  /** Ids of the variants to export; all of them must be installed. */
  readonly variants: readonly string[];
  /** Runtimes that go along, for a machine that never sees a network. */
  readonly runtimes?: readonly RuntimeEntry[];
  readonly store: Pick<PackStore, 'readFile'>;
  readonly signal?: AbortSignal;
  /** Bytes of files packed so far, and in all. */
  readonly onProgress?: (done: number, total: number) => void;
}

export interface ExportedPack {
  /** For example `tone-1.0.0.undertone.zip`. */
  readonly name: string;
  readonly blob: Blob;
}

/**
 * Writes a pack as one zip archive: `pack.json` (the catalogue entry), the files in Hugging Face layout, and
 * `runtime/<id>/` for each runtime. Files are stored, not deflated: weights do not shrink. Equal packs give equal
 * bytes.
 *
 * @throws MissingChunkError, CorruptChunkError, CancelledError
 */
export async function exportPack(request: ExportRequest): Promise<ExportedPack> {
  const { entry, store, signal, onProgress } = request;
  const items = itemsOf(request);
  const total = items.reduce((sum, { file }) => sum + file.bytes, 0);
  const pieces: Bytes[] = [];
  const zip = new Zip((error, piece) => {
    if (error !== null) throw error;
    // Copied, because a Blob takes no view of memory that may be shared.
    pieces.push(new Uint8Array(piece));
  });
  addEntry(zip, 'pack.json', encodeJson(entry));
  for (const runtime of request.runtimes ?? []) {
    addEntry(zip, `runtime/${runtime.id}/runtime.json`, encodeJson(runtime));
  }
  let parts: Blob[] = [];
  let done = 0;
  for (const { path, file } of items) {
    if (signal?.aborted) throw new CancelledError('The export');
    addEntry(zip, path, await store.readFile(file));
    // Handed to the browser file by file, which may keep a Blob on disk.
    parts = [new Blob([...parts, ...pieces.splice(0)])];
    done += file.bytes;
    onProgress?.(done, total);
  }
  zip.end();
  const blob = new Blob([...parts, ...pieces], { type: 'application/zip' });
  return { name: `${entry.id}-${entry.version}.undertone.zip`, blob };
}

function itemsOf({ entry, variants, runtimes = [] }: ExportRequest): { path: string; file: PackFile }[] {
  const paths = new Set(
    entry.variants
      .filter((variant) => variants.includes(variant.id))
      .flatMap((variant) => variantFiles(entry, variant))
      .map((file) => file.path),
  );
  return [
    ...entry.files.filter((file) => paths.has(file.path)).map((file) => ({ path: file.path, file })),
    ...runtimes.flatMap((runtime) =>
      runtime.files.map((file) => ({ path: `runtime/${runtime.id}/${file.path}`, file })),
    ),
  ];
}

function encodeJson(value: unknown): Uint8Array {
  return new TextEncoder().encode(`${JSON.stringify(value, null, 2)}\n`);
}

function addEntry(zip: Zip, path: string, bytes: Uint8Array): void {
  const item = new ZipPassThrough(path);
  // A fixed time of day, local as zip has it, makes equal packs equal archives.
  item.mtime = new Date(2000, 0, 1);
  zip.add(item);
  item.push(bytes, true);
}
