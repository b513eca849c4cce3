import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { cut, makePack } from '../packs/testing/fixtures.ts';
import { choosePack, findPack } from './choose-pack.ts';
import { exitCodeOf } from './exit-codes.ts';
import { readCatalogue, readPackFile } from './pack-folder.ts';
import { run } from './run.ts';
import { fakeEnvironment } from './testing/fakes.ts';

let folder = '';
const made = await makePack();
const file = made.pack.files[1] ?? (await cut('none', new Uint8Array(1), 1));

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'undertone-packs-'));
  await mkdir(join(folder, 'good', 'chunks'), { recursive: true });
  await writeFile(join(folder, 'good', 'catalog.json'), JSON.stringify(made.catalogue));
  for (const { path, chunks } of made.pack.files) {
    let offset = 0;
    for (const chunk of chunks) {
      const bytes = made.content.get(path)?.slice(offset, offset + chunk.bytes) ?? new Uint8Array();
      await writeFile(join(folder, 'good', 'chunks', `${chunk.sha256}.bin`), bytes);
      offset += chunk.bytes;
    }
  }
});
afterAll(() => rm(folder, { recursive: true }));

async function damaged(name: string, change: (chunk: string) => Promise<void>): Promise<string> {
  const copy = join(folder, name);
  await cp(join(folder, 'good'), copy, { recursive: true });
  await change(join(copy, 'chunks', `${file.chunks[0]?.sha256}.bin`));
  return copy;
}

describe('a folder of packs', () => {
  it('gives the bytes back that were published', async () => {
    expect((await readCatalogue(join(folder, 'good'))).packs).toEqual(made.catalogue.packs);
    expect(await readPackFile(join(folder, 'good'), file)).toEqual(made.content.get(file.path));
  });

  it('refuses a chunk that is missing, too short or altered by one bit', async () => {
    const gone = await damaged('gone', (chunk) => rm(chunk));
    await expect(readPackFile(gone, file)).rejects.toMatchObject({ name: 'MissingChunkError' });
    for (const change of [
      (bytes: Buffer) => bytes.subarray(1),
      (bytes: Buffer) => bytes.map((byte, i) => (i === 9 ? byte ^ 1 : byte)),
    ]) {
      const bad = await damaged('bad', async (chunk) => writeFile(chunk, change(await readFile(chunk))));
      const error: unknown = await readPackFile(bad, file).catch((caught: unknown) => caught);
      expect(error).toMatchObject({ name: 'BadContentError' });
      expect(exitCodeOf(error)).toBe(3);
      await rm(bad, { recursive: true });
    }
  });

  it('exports a pack as its files and its entry, and nothing over what is there', async () => {
    const { environment, stderr } = fakeEnvironment({ cwd: folder });
    const args = ['pack', 'export', made.pack.id, 'exported', '--packs', 'good'];
    expect(await run(args, environment)).toBe(0);
    for (const { path } of made.pack.files) {
      expect(new Uint8Array(await readFile(join(folder, 'exported', path)))).toEqual(made.content.get(path));
    }
    expect(JSON.parse(await readFile(join(folder, 'exported', 'pack.json'), 'utf8'))).toEqual(made.pack);
    expect(stderr()).toContain(made.pack.licence.consequence);
    expect(await run(args, environment)).toBe(2);
  });
});

describe('choosing a pack', () => {
  const older = { ...made.pack, version: '1.9.0' };
  const newer = { ...made.pack, version: '1.10.0' };
  const catalogue = { ...made.catalogue, packs: [newer, older] };

  it('takes the newest version, by numbers, or the one that is named', () => {
    expect(findPack(catalogue, made.pack.id).version).toBe('1.10.0');
    expect(findPack(catalogue, `${made.pack.id}@1.9.0`).version).toBe('1.9.0');
    expect(() => findPack(catalogue, `${made.pack.id}@2.0.0`)).toThrow(/there are: .*@1\.10\.0/);
  });

  it('never chooses files for WebGPU', () => {
    const choice = choosePack(catalogue, { pack: made.pack.id });
    expect(choice.variant.backend).toBe('wasm');
    expect(choice.notice).toBeNull();
  });
});
