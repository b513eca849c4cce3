import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createResponder } from './serve.mjs';

const folder = mkdtempSync(join(tmpdir(), 'undertone-serve-'));
const root = join(folder, 'app');
const script = `console.log(${JSON.stringify('x'.repeat(5000))})`;

beforeAll(() => {
  mkdirSync(join(root, 'assets'), { recursive: true });
  writeFileSync(join(folder, 'secret.txt'), 'secret');
  writeFileSync(join(root, 'index.html'), '<p>app</p>');
  writeFileSync(join(root, 'headers.json'), '{}');
  writeFileSync(join(root, 'assets', 'main.mjs'), script);
  symlinkSync(join(folder, 'secret.txt'), join(root, 'link.txt'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const headers = { 'X-Test': 'yes' };
const get = (url: string, base = '/', acceptEncoding = '', method = 'GET') =>
  createResponder({ root, base, headers })({ method, url, acceptEncoding });

describe('the static server', () => {
  test('serves files with type, caching and the security headers', async () => {
    const page = await get('/');
    expect(page.status).toBe(200);
    expect(page.headers).toMatchObject({ ...headers, 'Content-Type': 'text/html; charset=utf-8' });
    expect(page.headers['Cache-Control']).toBe('no-cache');
    const asset = await get('/assets/main.mjs?v=1');
    expect(asset.headers['Content-Type']).toBe('text/javascript; charset=utf-8');
    expect(asset.headers['Cache-Control']).toContain('immutable');
    expect((await get('/', '/', '', 'HEAD')).body).toBeNull();
  });

  test.each([
    '/../secret.txt',
    '/%2e%2e/secret.txt',
    '/..%2fsecret.txt',
    '/..%5csecret.txt',
    '/assets/..%2f..%2fsecret.txt',
    '/link.txt',
    '/headers.json',
    '/assets',
    '/%00',
    '/%',
  ])('gives nothing away at %s, and says so with the headers', async (url) => {
    const answer = await get(url);
    expect([400, 404]).toContain(answer.status);
    expect(answer.headers).toMatchObject(headers);
    expect(String(answer.body)).not.toContain('secret');
  });

  test('compresses text for those who take it', async () => {
    const brotli = await get('/assets/main.mjs', '/', 'gzip, br');
    expect(brotli.headers['Content-Encoding']).toBe('br');
    expect(String(brotliDecompressSync(brotli.body ?? Buffer.alloc(0)))).toBe(script);
    const gzip = await get('/assets/main.mjs', '/', 'gzip');
    expect(String(gunzipSync(gzip.body ?? Buffer.alloc(0)))).toBe(script);
  });

  test('lives under a base path', async () => {
    expect((await get('/team/tone', '/team/tone/')).headers['Location']).toBe('/team/tone/');
    expect((await get('/team/tone/', '/team/tone/')).status).toBe(200);
    expect((await get('/', '/team/tone/')).status).toBe(404);
  });
});
