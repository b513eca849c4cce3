import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';

/** What a data set was when recipes were written: lines that are not empty, and SHA-256 of its files in order. */
export interface Pinned {
  readonly rows: number;
  readonly sha256: string;
}

/** What is known of a set after looking at its place. */
export type Finding =
  | { readonly state: 'present' }
  | { readonly state: 'missing' }
  | { readonly state: 'changed'; readonly rows: number; readonly sha256: string };

async function bytesAt(path: string): Promise<Uint8Array | undefined> {
  return readFile(path).catch((error: unknown) => {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  });
}

/** Compares JSON Lines files, one after the other, with what is pinned of them. */
export async function checkFiles(paths: readonly string[], pinned: Pinned): Promise<Finding> {
  const hash = createHash('sha256');
  let rows = 0;
  for (const path of paths) {
    const bytes = await bytesAt(path);
    if (bytes === undefined) return { state: 'missing' };
    hash.update(bytes);
    rows += new TextDecoder()
      .decode(bytes)
      .split('\n')
      .filter((line) => line.trim() !== '').length;
  }
  const sha256 = hash.digest('hex');
  if (paths.length === 0) return { state: 'missing' };
  return sha256 === pinned.sha256 && rows === pinned.rows
    ? { state: 'present' }
    : { state: 'changed', rows, sha256 };
}
