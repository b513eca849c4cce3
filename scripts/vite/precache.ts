import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';

/** One file of the app shell, as workbox-precaching wants it. */
export interface PrecacheEntry {
  readonly url: string;
  /** Null where the name itself changes with the content. */
  readonly revision: string | null;
  /** Subresource integrity: an error page served with status 200 is not installed as a file of the app. */
  readonly integrity: string;
}

/** Not part of the shell: pack chunks live in IndexedDB, the others are for hosts and tools. */
const LEFT_OUT = [/^packs\/chunks\//, /^\.vite\//, /^_headers$/, /^headers\.json$/, /^service-worker\.js$/];
const NAMED_BY_CONTENT = [/^assets\//, /^packs\/catalog-/];

/** Lists the app shell under the build's folder, sorted by address. */
export async function listShell(outDir: string): Promise<PrecacheEntry[]> {
  const entries = await readdir(outDir, { recursive: true, withFileTypes: true });
  const paths = entries
    .filter((entry) => entry.isFile())
    .map((entry) => relative(outDir, join(entry.parentPath, entry.name)).split(sep).join('/'))
    .filter((path) => !LEFT_OUT.some((pattern) => pattern.test(path)))
    .sort();
  return Promise.all(
    paths.map(async (path) => {
      const bytes = await readFile(join(outDir, path));
      const hash = createHash('sha256').update(bytes).digest();
      return {
        url: path.split('/').map(encodeURIComponent).join('/'),
        revision: NAMED_BY_CONTENT.some((pattern) => pattern.test(path))
          ? null
          : hash.toString('hex').slice(0, 16),
        integrity: `sha256-${hash.toString('base64')}`,
      };
    }),
  );
}
