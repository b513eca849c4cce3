import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { UndertoneError } from '../src/errors.ts';
import { readCorpus } from './lib/corpus.ts';
import { checkFiles } from './lib/data-check.ts';
import { DataError } from './lib/errors.ts';
import { PUBLIC_SETS, type PublicSet, pathOf } from './lib/public-sets.ts';

/** One line about a set, and whether recipes may rely on it. */
async function describe(folder: string, set: PublicSet): Promise<{ line: string; sound: boolean }> {
  const finding = await checkFiles([join(folder, pathOf(set))], set);
  const facts =
    `${set.name} (${pathOf(set)}): ${set.origin}; licence: ${set.licence}; ` +
    `used by ${set.terms === 'open' ? 'tone and tone-research' : 'tone-research only'}, head ${set.convention}`;
  switch (finding.state) {
    case 'present':
      return { line: `present  ${facts}; ${set.rows} rows, SHA-256 ${set.sha256}`, sound: true };
    case 'missing':
      return { line: `MISSING  ${facts}; expected ${set.rows} rows, SHA-256 ${set.sha256}`, sound: false };
    case 'changed':
      return {
        line:
          `CHANGED  ${facts}; ${finding.rows} rows instead of ${set.rows}, ` +
          `SHA-256 ${finding.sha256} instead of ${set.sha256}`,
        sound: false,
      };
  }
}

async function main(): Promise<void> {
  const [folder, ...rest] = process.argv.slice(2);
  if (folder === undefined || rest.length > 0) throw new DataError('Usage: npm run data -- DIR');
  const found = await stat(folder).catch((cause: unknown) => {
    throw new DataError(`There is no folder ${folder}.`, { cause });
  });
  if (!found.isDirectory()) throw new DataError(`${folder} is not a folder.`);
  const corpus = await readCorpus();
  console.log(
    `present  Undertone's own corpus (models/data): ${corpus.length} labelled texts; licence: Apache-2.0`,
  );
  let unsound = 0;
  for (const set of PUBLIC_SETS) {
    const { line, sound } = await describe(folder, set);
    console.log(line);
    if (!sound) unsound++;
  }
  console.log(unsound === 0 ? 'Every set is in place.' : `${unsound} sets are missing or changed.`);
  if (unsound > 0) process.exitCode = 2;
}

main().catch((error: unknown) => {
  console.error(error instanceof UndertoneError ? `${error.name}: ${error.message}` : error);
  process.exitCode = 1;
});
