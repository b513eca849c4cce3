import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { checkFiles } from './data-check.ts';
import { DATA } from './paths.ts';

// sha256sum of the file, by coreutils.
const PINNED = { rows: 2, sha256: '9b14c686ae7d7c97a748721f754743ee039f30e72da94efe16c55d0867bd1f15' };

describe('checkFiles', () => {
  let folder = '';
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'data-'));
    await writeFile(join(folder, 'a.jsonl'), '{"text":"one"}\n\n');
    await writeFile(join(folder, 'b.jsonl'), '{"text":"two"}\n');
  });
  afterAll(() => rm(folder, { recursive: true }));

  const at = (...names: string[]): string[] => names.map((name) => join(folder, name));

  it('knows files by their rows and hash', async () => {
    expect(await checkFiles(at('a.jsonl', 'b.jsonl'), PINNED)).toEqual({ state: 'present' });
  });

  it('says what is missing and what has changed', async () => {
    expect(await checkFiles(at('a.jsonl', 'c.jsonl'), PINNED)).toEqual({ state: 'missing' });
    expect(await checkFiles([], PINNED)).toEqual({ state: 'missing' });
    expect(await checkFiles(at('b.jsonl', 'a.jsonl'), PINNED)).toMatchObject({ state: 'changed', rows: 2 });
  });

  it('finds our documents as their card describes them', async () => {
    const names = (await readdir(join(DATA, 'documents'))).sort();
    const paths = names.map((name) => join(DATA, 'documents', name));
    expect(
      await checkFiles(paths, {
        rows: 1883,
        sha256: '2b0b22aa180d08b4e7b3d1c18a16325064a8bdd26a3e11a3832fb4e9fe77da71',
      }),
    ).toEqual({ state: 'present' });
  });
});
