// What is installed and what was built, so that a second `npm start` neither installs nor builds in vain.
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = fileURLToPath(new URL('../..', import.meta.url)).replace(/[\\/]$/, '');
const buildStamp = join(root, '.cache', 'built');
/** Everything that the build reads. */
const BUILD_INPUTS = [
  'src',
  'public',
  'scripts',
  'models/packs',
  'index.html',
  'vite.config.ts',
  'package-lock.json',
];

async function listFiles(path) {
  const entry = await stat(path).catch(() => undefined);
  if (entry === undefined) return [];
  if (entry.isFile()) return [`${path} ${entry.size} ${entry.mtimeMs}`];
  const names = (await readdir(path)).sort();
  return (await Promise.all(names.map((name) => listFiles(join(path, name))))).flat();
}

async function inputsHash() {
  const lists = await Promise.all(BUILD_INPUTS.map((path) => listFiles(join(root, path))));
  return createHash('sha256').update(lists.flat().join('\n')).digest('hex');
}

async function reads(stamp, hash) {
  const text = await readFile(stamp, 'utf8').catch(() => '');
  return text === hash;
}

async function write(stamp, hash) {
  await mkdir(dirname(stamp), { recursive: true });
  await writeFile(stamp, hash);
}

async function readLock(path) {
  const text = await readFile(join(root, path), 'utf8').catch(() => '{}');
  return JSON.parse(text).packages ?? {};
}

/** True where npm's own record of what it installed has every version of the lockfile. */
export async function isInstalled() {
  const wanted = await readLock('package-lock.json');
  const installed = await readLock('node_modules/.package-lock.json');
  return Object.entries(wanted).every(([path, { version, optional, extraneous }]) => {
    if (path === '') return true;
    // An optional package may be for another system, an extraneous one is nobody's.
    if (installed[path] === undefined) return optional === true || extraneous === true;
    return installed[path].version === version;
  });
}

export const isBuilt = async () =>
  existsSync(join(root, 'dist', 'service-worker.js')) && (await reads(buildStamp, await inputsHash()));
export const writeBuildStamp = async () => write(buildStamp, await inputsHash());
