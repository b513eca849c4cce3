import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { findPack } from '../choose-pack.ts';
import type { Environment } from '../environment.ts';
import { OutputError, UsageError } from '../errors.ts';
import { EXIT } from '../exit-codes.ts';
import { parse, pathOf } from '../options.ts';
import { openOutput } from '../output.ts';
import { readCatalogue, readPackFile } from '../pack-folder.ts';
import type { Terminal } from '../terminal.ts';

/** `undertone pack list` and `undertone pack export`. Returns the exit code. */
export async function pack(
  args: readonly string[],
  environment: Environment,
  terminal: Terminal,
): Promise<number> {
  const { values, positionals } = parse(args, { packs: { type: 'string' }, help: { type: 'boolean' } });
  const folder = values.packs === undefined ? environment.packs : pathOf(values.packs, environment);
  const [action, name, target, ...rest] = positionals;
  if (action === 'list' && name === undefined) return list(folder, environment);
  if (action === 'export' && name !== undefined && target !== undefined && rest.length === 0) {
    return exportPack(folder, name, pathOf(target, environment), terminal);
  }
  throw new UsageError('Usage: undertone pack list, or undertone pack export ID[@VERSION] DIR.');
}

async function list(folder: string, environment: Environment): Promise<number> {
  const { packs } = await readCatalogue(folder);
  const output = await openOutput('-', environment);
  for (const entry of packs) {
    const heads = entry.heads.map((head) => head.id).join(', ');
    await output.write(
      `${entry.id}@${entry.version}  ${entry.summary}\n  conventions: ${heads}\n` +
        `  licence: ${entry.licence.name}. ${entry.licence.consequence}\n`,
    );
  }
  await output.finish();
  return EXIT.fine;
}

/** Writes a pack's files as Hugging Face lays them out, and `pack.json`, its catalogue entry. */
async function exportPack(folder: string, name: string, target: string, terminal: Terminal): Promise<number> {
  const entry = findPack(await readCatalogue(folder), name);
  const write = async (path: string, bytes: string | Uint8Array): Promise<void> => {
    try {
      await mkdir(dirname(join(target, path)), { recursive: true });
      await writeFile(join(target, path), bytes, { flag: 'wx' });
    } catch (cause) {
      const reason = cause instanceof Error ? cause.message : String(cause);
      throw new OutputError(`${join(target, path)} cannot be written: ${reason}.`, { cause });
    }
  };
  const present = await readdir(target).catch(() => []);
  if (present.length > 0) throw new UsageError(`The folder ${target} is not empty.`);
  for (const file of entry.files) await write(file.path, await readPackFile(folder, file));
  // Last, so that a folder with it is complete.
  await write('pack.json', `${JSON.stringify(entry, null, 2)}\n`);
  terminal.note(
    `${entry.id} ${entry.version} is in ${target}. ${entry.licence.name}: ${entry.licence.consequence}`,
  );
  return EXIT.fine;
}
