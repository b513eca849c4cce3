import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { arch, cpus, loadavg, release, totalmem, type } from 'node:os';
import { dirname, join } from 'node:path';
import * as v from 'valibot';
import type { Results } from './results.ts';

const packageSchema = v.object({ name: v.string(), version: v.string() });
const require = createRequire(import.meta.url);

/** One-minute load average. */
export const load = (): number => Math.round((loadavg()[0] ?? 0) * 100) / 100;

/** What the run happens on. */
export function machine(before: number): Results['machine'] {
  return {
    processor: cpus()[0]?.model.trim() ?? 'unknown',
    cores: cpus().length,
    memoryGB: Math.round(totalmem() / 1e9),
    system: `${type()} ${release()} ${arch()}`,
    load: { before, after: load() },
  };
}

/** Versions of everything that is compared. */
export async function versions(chromium: string | null): Promise<Record<string, string>> {
  const libraries = ['onnxruntime-node', 'onnxruntime-web', '@huggingface/transformers'];
  const found = await Promise.all(libraries.map(async (name) => [name, await installed(name)] as const));
  return {
    undertone: await versionIn(new URL('../package.json', import.meta.url)),
    node: process.versions.node,
    ...(chromium === null ? {} : { chromium }),
    ...Object.fromEntries(found),
  };
}

/** Version of an installed package, whose exports may hide its package.json. */
async function installed(name: string): Promise<string> {
  let folder = dirname(require.resolve(name));
  for (;;) {
    const text = await readFile(join(folder, 'package.json'), 'utf8').catch(() => '{}');
    const parsed = v.safeParse(packageSchema, JSON.parse(text));
    if (parsed.success && parsed.output.name === name) return parsed.output.version;
    if (dirname(folder) === folder) return 'unknown';
    folder = dirname(folder);
  }
}

async function versionIn(file: URL): Promise<string> {
  return v.parse(packageSchema, JSON.parse(await readFile(file, 'utf8'))).version;
}
