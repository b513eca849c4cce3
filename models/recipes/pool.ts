/** Writes the pool of labelled rows, with parts and folds, for the trainings in models/torch. */

import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DataError } from '../lib/errors.ts';
import { cacheFolder } from '../lib/paths.ts';
import { readPool } from '../lib/pool.ts';
import { readSettings, text } from '../lib/settings.ts';

const SETTINGS = {
  /** Folder of the public sets. */
  data: text(''),
};

export async function run(pairs: Readonly<Record<string, string>>): Promise<void> {
  const { data } = readSettings(SETTINGS, pairs);
  if (data === '') throw new DataError('Set data=DIR: the folder of the public sets.');
  const pool = await readPool(data);
  const file = join(await cacheFolder('distil'), 'pool.jsonl');
  await writeFile(file, `${pool.map((row) => JSON.stringify(row)).join('\n')}\n`);
  console.log(`${pool.length} rows`);
}
