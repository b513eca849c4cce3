import { createHash } from 'node:crypto';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Catalogue, PackEntry } from './catalog.ts';
import { loadCatalogue, parseCatalogue } from './load-catalogue.ts';
import { makePack, rejection } from './testing/fixtures.ts';

let catalogue: Catalogue;
let pack: PackEntry;
beforeAll(async () => {
  ({ catalogue, pack } = await makePack());
});

const encode = (value: unknown): Uint8Array<ArrayBuffer> => new TextEncoder().encode(JSON.stringify(value));
const sha = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

function load(
  answer: () => Response | Error,
  sha256: string,
): { result: Promise<Catalogue>; caches: unknown[] } {
  const caches: unknown[] = [];
  const result = loadCatalogue({
    url: 'https://app.example/packs/catalog.json',
    sha256,
    fetch: async (_url, init) => {
      caches.push(init?.cache);
      const response = answer();
      if (response instanceof Error) throw response;
      return response;
    },
  });
  return { result, caches };
}

describe('loadCatalogue', () => {
  it('returns what the trusted bytes say', async () => {
    const bytes = encode(catalogue);
    expect(await load(() => new Response(bytes), sha(bytes)).result).toEqual(catalogue);
  });

  it('asks once more past the cache, then names other bytes a mismatch', async () => {
    const bytes = encode(catalogue);
    const { result, caches } = load(() => new Response(`${JSON.stringify(catalogue)} `), sha(bytes));
    expect(await rejection(result)).toMatchObject({ name: 'CatalogueMismatchError', html: false });
    expect(caches).toEqual(['default', 'reload']);
  });

  it('recovers where only the cache was wrong', async () => {
    const bytes = encode(catalogue);
    let first = true;
    const { result } = load(() => {
      const response = new Response(first ? 'old' : bytes);
      first = false;
      return response;
    }, sha(bytes));
    expect(await result).toEqual(catalogue);
  });

  it('says so where a web page came with status 200', async () => {
    const { result } = load(() => new Response('\n<!DOCTYPE html><p>Log in'), 'f'.repeat(64));
    expect(await rejection(result)).toMatchObject({ name: 'CatalogueMismatchError', html: true });
  });

  it.each([
    ['no network', () => new TypeError('failed to fetch')],
    ['an error status', () => new Response('', { status: 503 })],
  ])('is unreachable with %s', async (_what, answer) => {
    expect(await rejection(load(answer, 'f'.repeat(64)).result)).toMatchObject({
      name: 'CatalogueUnreachableError',
    });
  });

  it('is cancelled, not failed, where the caller aborts', async () => {
    const signal = AbortSignal.abort();
    const result = loadCatalogue({ url: 'https://app.example/c', sha256: '', signal, fetch });
    expect(await rejection(result)).toMatchObject({ name: 'CancelledError' });
  });
});

describe('parseCatalogue', () => {
  const refused = async (change: (pack: PackEntry) => object): Promise<string> => {
    const error = await rejection(
      parseCatalogue(encode({ ...catalogue, packs: [{ ...pack, ...change(pack) }] })),
    );
    expect(error.name).toBe('CatalogueInvalidError');
    return error.message;
  };

  it('refuses what is not JSON and what the schema does not know', async () => {
    expect(await rejection(parseCatalogue(new TextEncoder().encode('{')))).toMatchObject({
      name: 'CatalogueInvalidError',
    });
    expect(await refused(() => ({ version: '1' }))).toMatch(/version/);
    expect(await refused(({ files: [file] }) => ({ files: [{ ...file, path: '../x' }] }))).toMatch(/path/);
  });

  it('refuses chunks that do not add up', async () => {
    expect(
      await refused(({ files: [file, ...rest] }) => ({ files: [{ ...file, bytes: 151 }, ...rest] })),
    ).toMatch(/add up to 150, not 151/);
  });

  it('refuses a variant that needs a file which is not there', async () => {
    expect(
      await refused(({ variants: [variant] }) => ({ variants: [{ ...variant, needs: ['config.json'] }] })),
    ).toMatch(/config\.json/);
  });

  it('refuses a hash that is not that of the files', async () => {
    expect(await refused(() => ({ hash: '0'.repeat(64) }))).toMatch(/hash/);
  });

  it('refuses two files of one path', async () => {
    expect(await refused(({ files }) => ({ files: [...files, ...files] }))).toMatch(/twice/);
  });
});
