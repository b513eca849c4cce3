import { readdir, readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import * as v from 'valibot';
import type { Catalogue } from '../../src/packs/catalog.ts';

/** One third party whose work the app contains. */
export interface Notice {
  readonly kind: 'package' | 'model' | 'data';
  readonly name: string;
  readonly version: string;
  readonly licence: string;
  /** Full text where the package ships one; else its copyright line, for the named licence. */
  readonly text: string;
}

/** Licences that allow shipping a package inside the app; any other stops the build until someone has read it. */
const ACCEPTED: ReadonlySet<string> = new Set([
  '0BSD',
  'Apache-2.0',
  'Apache-2.0 AND BSD-3-Clause',
  '(Apache-2.0 AND BSD-3-Clause)',
  'BSD-2-Clause',
  'BSD-3-Clause',
  'ISC',
  'MIT',
  'Unlicense',
]);

/** A package whose licence nobody has accepted. */
export class UnknownLicenceError extends Error {
  override readonly name = 'UnknownLicenceError';
}

const packageSchema = v.object({
  name: v.string(),
  version: v.string(),
  license: v.optional(v.string()),
  author: v.optional(v.union([v.string(), v.looseObject({ name: v.optional(v.string()) })])),
  dependencies: v.optional(v.record(v.string(), v.string()), {}),
});
type Package = v.InferOutput<typeof packageSchema>;

/**
 * Names everybody whose work is in the build: the packages under `dependencies` of the package.json in `root`,
 * with all that they depend on, and the sources of each published model.
 * Throws UnknownLicenceError for a package under a licence that is not accepted.
 */
export async function collectNotices(root: string, catalogue: Catalogue): Promise<Notice[]> {
  const app = await readPackage(root);
  const found = new Map<string, Notice>();
  const queue = Object.keys(app.dependencies).map((name) => ({ name, from: root }));
  for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
    const folder = await locate(next.name, next.from, root);
    const entry = await readPackage(folder);
    const key = `${entry.name}@${entry.version}`;
    if (found.has(key)) continue;
    found.set(key, await noticeOf(entry, folder));
    for (const name of Object.keys(entry.dependencies)) queue.push({ name, from: folder });
  }
  const packages = [...found.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
  return [...packages, ...packNotices(catalogue)];
}

/** What the shipped models stand on; a source of several models is named once, with what each did with it. */
export function packNotices(catalogue: Catalogue): Notice[] {
  const models = catalogue.packs.map(
    (pack): Notice => ({
      kind: 'model',
      name: pack.title,
      version: pack.version,
      licence: pack.licence.spdx,
      text: `${pack.licence.name}. ${pack.licence.consequence}`,
    }),
  );
  const sources = new Map<string, Notice>();
  for (const pack of catalogue.packs) {
    for (const { name, licence, use } of [...pack.provenance.base, ...pack.data]) {
      const key = `${name} ${licence}`;
      const before = sources.get(key);
      const text = `${before === undefined ? '' : `${before.text}\n`}${pack.title}: ${use}`;
      sources.set(key, { kind: 'data', name, version: '', licence, text });
    }
  }
  return [...models, ...sources.values()];
}

async function noticeOf(entry: Package, folder: string): Promise<Notice> {
  const licence = entry.license ?? 'none';
  if (!ACCEPTED.has(licence)) {
    throw new UnknownLicenceError(
      `${entry.name}@${entry.version} is under "${licence}": read it, then accept it.`,
    );
  }
  const files = (await readdir(folder)).filter((file) => /^(licen[cs]e|notice|copying)(\.|-|$)/i.test(file));
  const texts = await Promise.all(files.map((file) => readFile(join(folder, file), 'utf8')));
  const author = typeof entry.author === 'string' ? entry.author : entry.author?.name;
  const text =
    texts.length > 0 ? texts.join('\n\n') : `Copyright ${author ?? `the authors of ${entry.name}`}`;
  return { kind: 'package', name: entry.name, version: entry.version, licence, text: text.trim() };
}

/** Finds a package the way Node does: nested first, then each folder up to the root. */
async function locate(name: string, from: string, root: string): Promise<string> {
  for (let folder = resolve(from); folder.startsWith(resolve(root)); folder = join(folder, '..')) {
    const candidate = join(folder, 'node_modules', name);
    try {
      await readFile(join(candidate, 'package.json'));
      return candidate;
    } catch {
      // Not nested here: one folder up.
    }
  }
  throw new Error(`${name}, a dependency under ${from}, is not installed.`);
}

async function readPackage(folder: string): Promise<Package> {
  return v.parse(packageSchema, JSON.parse(await readFile(join(folder, 'package.json'), 'utf8')));
}
