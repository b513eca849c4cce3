import type { Page } from 'playwright-core';
import { afterEach, describe, expect, test } from 'vitest';
import {
  CHUNKS,
  engineState,
  getModel,
  installed,
  openApp,
  openBrowser,
  paste,
  scored,
  shownError,
} from './harness/app.ts';
import { newProfile } from './harness/browser.ts';
import { damageChunk, storedChunks } from './harness/chunk-store.ts';
import { firstRunChunks } from './harness/reference.ts';
import { TestServer } from './harness/server.ts';
import { booted, closeAll, closeLater } from './harness/session.ts';
import { RELEASE } from './harness/texts.ts';

afterEach(closeAll);

/** Slow enough to act in mid-download, with a pace that depends on how many chunks there are. */
const SLOW = { kind: 'slow', bytesPerSecond: 3_000_000 } as const;
const ALL = firstRunChunks();
const whole = (chunk: { bytes: number }) => chunk.bytes > 1_000_000;
/** A chunk from the middle of the model. */
const CHUNK = ALL.filter(whole).at(-2) ?? { path: '', sha256: '', bytes: 0 };

/** Waits until some large chunks are stored, and says which. */
async function midway(page: Page, atLeast = 2): Promise<string[]> {
  const large = new Set(ALL.filter(whole).map(({ sha256 }) => sha256));
  let stored: string[] = [];
  await expect
    .poll(
      async () => {
        stored = await storedChunks(page);
        return stored.filter((sha256) => large.has(sha256)).length;
      },
      { timeout: 30_000 },
    )
    .toBeGreaterThanOrEqual(atLeast);
  expect(stored.length).toBeLessThan(ALL.length);
  return stored;
}

/** Requests for chunks since the log had this length. */
function asked(server: TestServer, since = 0): string[] {
  return server.log
    .slice(since)
    .map(({ path }) => path)
    .filter((path) => CHUNKS.test(path));
}

/** Exactly the chunks that were not stored, each once. */
function expectRestOf(stored: readonly string[], requests: readonly string[]): void {
  const kept = new Set(stored);
  const rest = ALL.filter(({ sha256 }) => !kept.has(sha256)).map(({ path }) => path);
  expect([...requests].sort()).toEqual(rest.sort());
}

/** Keeps chunks out of the browser's HTTP cache: else it, not the store, might spare the server a request. */
function keepUncached(server: TestServer): void {
  server.fault(CHUNKS, { kind: 'headers', headers: { 'Cache-Control': 'no-store' } });
}

const start = (page: Page) => page.getByTestId('download-model').click();
const resume = (page: Page) => page.getByTestId('resume-download').click();
const failed = (page: Page) => page.getByTestId('download-error').waitFor({ timeout: 30_000 });

describe('a download that is interrupted', () => {
  test('by SIGKILL to the browser goes on where it was, and asks for no stored chunk again', async () => {
    const server = await TestServer.start();
    closeLater(server);
    keepUncached(server);
    const profile = newProfile();
    const first = await openBrowser(server, { profile });
    server.fault(CHUNKS, SLOW);
    await start(first.page);
    await midway(first.page);
    await first.browser.kill();
    server.heal();

    const { page } = await openBrowser(server, { profile });
    const stored = await storedChunks(page);
    expect(stored.length).toBeGreaterThanOrEqual(2);
    const since = server.log.length;
    await resume(page);
    await installed(page);
    expectRestOf(stored, asked(server, since));
    expect((await storedChunks(page)).sort()).toEqual(ALL.map(({ sha256 }) => sha256).sort());
  });

  test('by the reader pauses, stays paused through a reload, goes on, and can be given up', async () => {
    const { server, page } = await openApp();
    keepUncached(server);
    const speedUp = server.fault(CHUNKS, SLOW);
    await start(page);
    await midway(page);
    await page.getByTestId('pause-download').click();
    await page.getByTestId('resume-download').waitFor();
    const paused = server.log.length;
    await page.reload();
    await booted(page);
    await page.getByTestId('resume-download').waitFor();
    await page.waitForTimeout(500);
    expect(asked(server, paused)).toEqual([]);

    const stored = await storedChunks(page);
    const since = server.log.length;
    await resume(page);
    await midway(page, 4);
    expect(asked(server, since).filter((path) => stored.some((sha256) => path.includes(sha256)))).toEqual([]);

    await page.getByTestId('cancel-download').click();
    await page.getByTestId('download-model').waitFor();
    await expect.poll(() => storedChunks(page)).toEqual([]);
    speedUp();
    await getModel(page);
  });

  test('by a lost network says so, keeps what it has, and goes on when the network is back', async () => {
    const { server, page } = await openApp();
    keepUncached(server);
    server.fault(CHUNKS, SLOW);
    await start(page);
    await midway(page);
    await server.stop();
    await failed(page);
    expect(await shownError(page, 'download-error')).toBe('NetworkLostError');
    const stored = await storedChunks(page);
    expect(stored.length).toBeGreaterThanOrEqual(2);
    server.heal();
    await server.restart();
    const since = server.log.length;
    await resume(page);
    await installed(page);
    expectRestOf(stored, asked(server, since));
  });
});

describe('a chunk that comes wrong', () => {
  test('with one byte flipped is fetched again, once, past every cache', async () => {
    const { server, page } = await openApp();
    server.fault(CHUNK.path, { kind: 'flip' }, 1);
    await getModel(page);
    expect(server.requests(CHUNK.path)).toHaveLength(2);
    expect(asked(server)).toHaveLength(ALL.length + 1);
  });

  test('twice is named, is not stored, and keeps the model from being installed', async () => {
    const { server, page } = await openApp();
    keepUncached(server);
    server.fault(CHUNK.path, { kind: 'flip' });
    await start(page);
    await failed(page);
    expect(await shownError(page, 'download-error')).toBe('BadContentError');
    expect(await page.getByTestId('download-error').textContent()).toContain(CHUNK.sha256);
    expect(server.requests(CHUNK.path)).toHaveLength(2);
    const stored = await storedChunks(page);
    expect(stored).not.toContain(CHUNK.sha256);
    expect(await engineState(page)).toBe('none');
    server.heal();
    const since = server.log.length;
    await resume(page);
    await installed(page);
    expectRestOf(stored, asked(server, since));
  });

  test('as a web page with status 200 is an error that says so, and no model', async () => {
    const { server, page } = await openApp();
    server.fault(CHUNK.path, { kind: 'html' });
    await start(page);
    await failed(page);
    expect(await shownError(page, 'download-error')).toBe('HtmlInsteadOfModelError');
    expect(await page.getByTestId('download-error').textContent()).toContain('sign in');
    expect(await storedChunks(page)).not.toContain(CHUNK.sha256);
    server.heal();
    await resume(page);
    await installed(page);
  });
});

describe('a store that fails', () => {
  test('because there is too little space says so before the first request', async () => {
    const { server, page } = await openApp({
      prepare: (before) =>
        before.addInitScript(() => {
          navigator.storage.estimate = () => Promise.resolve({ usage: 1_000_000, quota: 6_000_000 });
        }),
    });
    await start(page);
    await failed(page);
    expect(await shownError(page, 'download-error')).toBe('NotEnoughSpaceError');
    expect(asked(server)).toEqual([]);
  });

  test('because the disk is full in mid-download gives advice and loses nothing', async () => {
    let allow = (_bytes?: number): Promise<unknown> => Promise.resolve();
    const { server, page } = await openApp({
      // Chromium measures the space that is left when the database is first used.
      async prepare(before, { origin }) {
        const devtools = await before.context().newCDPSession(before);
        allow = (quotaSize) =>
          devtools.send('Storage.overrideQuotaForOrigin', {
            origin,
            ...(quotaSize === undefined ? {} : { quotaSize }),
          });
        await allow(20_000_000);
      },
    });
    keepUncached(server);
    await paste(page, RELEASE);
    await page.getByTestId('sentence').first().waitFor();
    await start(page);
    await failed(page);
    expect(await shownError(page, 'download-error')).toBe('StorageFullError');
    expect(await page.getByTestId('download-error').textContent()).toMatch(/free disk space/i);
    const stored = await storedChunks(page);
    expect(stored.length).toBeGreaterThanOrEqual(2);

    await page.reload();
    await booted(page);
    await page.getByTestId('sentence').first().waitFor();
    expect(await page.getByTestId('document').count()).toBe(1);
    await allow();
    const since = server.log.length;
    await resume(page);
    await installed(page);
    expectRestOf(stored, asked(server, since));
  });

  test('because a stored byte was flipped: the model does not run, the chunk is named and alone fetched again', async () => {
    const { server, page } = await openApp();
    keepUncached(server);
    await getModel(page);
    await damageChunk(page, CHUNK.sha256);
    await page.reload();
    await booted(page);
    await installed(page);
    await paste(page, RELEASE);
    await page.getByTestId('error').first().waitFor({ timeout: 30_000 });
    expect(await shownError(page)).toBe('CorruptChunkError');
    expect(await page.getByTestId('error').first().textContent()).toContain(CHUNK.sha256);
    expect(await page.locator('[data-testid=sentence][data-label]').count()).toBe(0);

    const since = server.log.length;
    await getModel(page);
    expect(asked(server, since)).toEqual([CHUNK.path]);
    await scored(page);
  });
});

describe('a machine that never sees the network', () => {
  test('gets the model as a file from another one, and reads with it', async () => {
    const { server, page } = await openApp();
    await getModel(page);
    await page.goto(`${server.url}#/models`);
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByTestId('export-model').click(),
    ]);
    const file = await download.path();

    const remote = await TestServer.start();
    closeLater(remote);
    remote.fault(CHUNKS, { kind: 'status', status: 403 });
    const other = await openBrowser(remote);
    await other.page.goto(`${remote.url}#/models`);
    await other.page.getByTestId('import-model').setInputFiles(file);
    await other.page.getByTestId('installed').waitFor({ timeout: 30_000 });
    const card = other.page.getByTestId('model-card').filter({ has: other.page.getByTestId('installed') });
    expect(await card.getByTestId('trust').getAttribute('data-trust')).toBe('catalogue');
    await other.page.goto(`${remote.url}#/`);
    await paste(other.page, RELEASE);
    await scored(other.page);
    expect(remote.requests(CHUNKS)).toEqual([]);
    expect(other.log.failures).toEqual([]);
  });
});
