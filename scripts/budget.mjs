// The size of what the first view needs, as brotli sends it. Fails the build where JavaScript is over budget.
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { brotliCompressSync } from 'node:zlib';
import { root } from './lib/stamp.mjs';

/** Bytes of JavaScript, React included; ONNX Runtime and models have their own place on the Models page. */
export const FIRST_VIEW_LIMIT = 150_000;
/** Loaded lazily, but always by the first view. */
const FIRST_PAGE = /^src\/(app|pages\/desk)\//;

const dist = join(root, 'dist');

/** The files of the first view: the entry and the first page with all that they import statically. */
export function firstViewFiles(manifest) {
  const scripts = new Set();
  const styles = new Set();
  const seen = new Set();
  const queue = Object.keys(manifest).filter((key) => manifest[key].isEntry);
  for (let key = queue.shift(); key !== undefined; key = queue.shift()) {
    if (seen.has(key)) continue;
    seen.add(key);
    const chunk = manifest[key];
    scripts.add(chunk.file);
    for (const style of chunk.css ?? []) styles.add(style);
    queue.push(
      ...(chunk.imports ?? []),
      ...(chunk.dynamicImports ?? []).filter((name) => FIRST_PAGE.test(name)),
    );
  }
  return { scripts: [...scripts], styles: [...styles] };
}

async function measure(files) {
  return Promise.all(
    files.map(async (file) => {
      const bytes = await readFile(join(dist, file));
      return { file, raw: bytes.length, brotli: brotliCompressSync(bytes).length };
    }),
  );
}

async function main() {
  const manifest = JSON.parse(await readFile(join(dist, '.vite', 'manifest.json'), 'utf8'));
  const { scripts, styles } = firstViewFiles(manifest);
  const rows = { JavaScript: await measure(scripts), CSS: await measure(styles) };
  const total = (list) => list.reduce((sum, row) => sum + row.brotli, 0);
  const line = (name, raw, brotli) =>
    console.log(
      `${name.padEnd(44)} ${(raw / 1000).toFixed(1).padStart(8)} ${(brotli / 1000).toFixed(1).padStart(8)}`,
    );
  console.log(`${'first view, kB'.padEnd(44)} ${'raw'.padStart(8)} ${'brotli'.padStart(8)}`);
  for (const [kind, list] of Object.entries(rows)) {
    for (const { file, raw, brotli } of list) line(`  ${file}`, raw, brotli);
    line(
      kind,
      list.reduce((sum, row) => sum + row.raw, 0),
      total(list),
    );
  }
  const used = total(rows.JavaScript);
  if (used > FIRST_VIEW_LIMIT) {
    console.error(
      `Over budget: ${used} bytes of JavaScript for the first view, ${FIRST_VIEW_LIMIT} allowed.`,
    );
    process.exit(1);
  }
}

await main();
