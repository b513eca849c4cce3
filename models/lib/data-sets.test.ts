import { cp, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { checkDataSet, DATA_SETS } from './data-sets.ts';
import { DATA } from './paths.ts';

describe('checkDataSet', () => {
  let folder = '';
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'data-'));
    await mkdir(join(folder, 'corpus'));
    await cp(join(DATA, 'documents'), join(folder, 'corpus', 'documents'), { recursive: true });
  });
  afterAll(() => rm(folder, { recursive: true }));

  it('knows our own corpus by its rows and hash', async () => {
    expect(await checkDataSet(folder, DATA_SETS.documents)).toEqual({ state: 'present' });
  });

  it('says what is missing and what has changed', async () => {
    expect(await checkDataSet(folder, DATA_SETS.tweets)).toEqual({ state: 'missing' });
    expect(await checkDataSet(folder, DATA_SETS.sentences)).toEqual({ state: 'missing' });
    await writeFile(join(folder, 'corpus', 'documents', 'more.jsonl'), '{}\n\n{}\n');
    expect(await checkDataSet(folder, DATA_SETS.documents)).toMatchObject({ state: 'changed', rows: 1885 });
  });
});
