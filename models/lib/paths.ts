import { mkdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Root of the repository. */
export const ROOT = fileURLToPath(new URL('../../', import.meta.url));

/** Our own corpora, inside the repository. */
export const DATA = join(ROOT, 'models', 'data');

/** The published packs: `catalog.json` and `chunks/`. */
export const PACKS = join(ROOT, 'models', 'packs');

/** Downloads, checkpoints and logs: outside git, safe to delete. */
export const CACHE = join(ROOT, '.cache');

/** A folder under the cache, created where it is missing. */
export async function cacheFolder(...parts: string[]): Promise<string> {
  const folder = join(CACHE, ...parts);
  await mkdir(folder, { recursive: true });
  return folder;
}

/** Creates the folder that a file will lie in, and returns the file's path. */
export async function inFolder(path: string): Promise<string> {
  await mkdir(dirname(path), { recursive: true });
  return path;
}
