import type { ChunkRef, PackEntry, PackFile, RuntimeEntry, Variant } from './catalog.ts';

/** The smallest thing that is downloaded, imported or stored as a whole. */
export type Part =
  | { readonly kind: 'pack'; readonly entry: PackEntry; readonly variant: Variant }
  | { readonly kind: 'runtime'; readonly entry: RuntimeEntry };

/** Identity of a runtime's content. */
export function runtimeKey(entry: RuntimeEntry): string {
  return `runtime:${entry.id}:${entry.version}:${entry.files.map((file) => file.sha256).join('+')}`;
}

/** Key of the part's record in the models database. */
export function recordKey(part: Part): string {
  return part.kind === 'pack' ? part.entry.hash : runtimeKey(part.entry);
}

/** Name of the part within its record: the variant's id, or `runtime`. */
export function partName(part: Part): string {
  return part.kind === 'pack' ? part.variant.id : 'runtime';
}

/** Files of one variant, in the order of the pack's list. */
export function variantFiles(entry: PackEntry, variant: Variant): PackFile[] {
  const needs = new Set(variant.needs);
  return entry.files.filter((file) => needs.has(file.path));
}

export function partFiles(part: Part): readonly PackFile[] {
  return part.kind === 'pack' ? variantFiles(part.entry, part.variant) : part.entry.files;
}

/** Every chunk of these files once, in the order of its first use, with the file that it is named by. */
export function uniqueChunks(files: readonly PackFile[]): { chunk: ChunkRef; file: string }[] {
  const seen = new Map<string, { chunk: ChunkRef; file: string }>();
  for (const file of files) {
    for (const chunk of file.chunks) {
      if (!seen.has(chunk.sha256)) seen.set(chunk.sha256, { chunk, file: file.path });
    }
  }
  return [...seen.values()];
}

/** Bytes that these files take in the store, chunks in common counted once. */
export function storedSize(files: readonly PackFile[]): number {
  return uniqueChunks(files).reduce((sum, { chunk }) => sum + chunk.bytes, 0);
}
