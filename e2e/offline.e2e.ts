import type { Page } from 'playwright-core';
import { afterEach, describe, expect, test } from 'vitest';
import { SECURITY_HEADERS } from '../src/offline/policy.ts';
import { type LaunchedBrowser, launchPersistent, newProfile } from './harness/browser.ts';
import { watchPage } from './harness/page-log.ts';
import { type ServerOptions, TestServer } from './harness/server.ts';
import { booted, closeAll, closeLater } from './harness/session.ts';

afterEach(closeAll);

async function setUp(
  options: ServerOptions = {},
): Promise<{ server: TestServer; browser: LaunchedBrowser; page: Page }> {
  const server = await TestServer.start(options);
  const browser = await launchPersistent();
  closeLater(server, browser);
  return { server, browser, page: await browser.context.newPage() };
}

const documentsOf = (server: TestServer) => server.requests((path) => path === '');

describe('first visit', () => {
  test('a host without headers gets a controlled, isolated page after exactly one reload', async () => {
    const { server, page } = await setUp({ headers: false });
    let loads = 0;
    page.on('domcontentloaded', () => loads++);
    await page.goto(`${server.url}#/models`);
    await booted(page);
    expect(new URL(page.url()).hash).toBe('#/models');
    expect(await page.evaluate(() => window.crossOriginIsolated)).toBe(true);
    expect(await page.evaluate(() => typeof SharedArrayBuffer)).toBe('function');
    // Long enough for a loop to show itself.
    await page.waitForTimeout(1500);
    expect(loads).toBe(2);
    expect(documentsOf(server)).toHaveLength(1);
    expect(documentsOf(server)[0]?.responseHeaders).not.toHaveProperty('Content-Security-Policy');
  });

  test('no text field exists and no worker runs before the page is controlled', async () => {
    const { server, page } = await setUp({ headers: false });
    await page.addInitScript(() => {
      const controlled = navigator.serviceWorker.controller !== null;
      if (controlled) return;
      const seen: string[] = [];
      const note = () => {
        const fields = document.querySelectorAll('textarea, input, [contenteditable]');
        if (fields.length > 0) seen.push('field');
        sessionStorage.setItem('e2e:seen-before-control', JSON.stringify(seen));
      };
      new MutationObserver(note).observe(document, { childList: true, subtree: true });
      const Original = window.Worker;
      window.Worker = class extends Original {
        constructor(url: string | URL, options?: WorkerOptions) {
          seen.push('worker');
          note();
          super(url, options);
        }
      };
    });
    server.fault('service-worker.js', { kind: 'slow', bytesPerSecond: 20_000 });
    await page.goto(server.url);
    await booted(page);
    expect(await page.evaluate(() => sessionStorage.getItem('e2e:seen-before-control'))).toBe('[]');
  });

  test('an app file that arrives as an HTML page leaves the page unprotected, says so, and does not loop', async () => {
    const { server, page } = await setUp();
    server.fault('notices.json', { kind: 'html' });
    const navigations: string[] = [];
    page.on('framenavigated', (frame) => navigations.push(frame.url()));
    await page.goto(server.url);
    await page.waitForFunction(() => document.querySelector('#root [data-boot]') === null);
    expect(await page.evaluate(() => navigator.serviceWorker.controller)).toBeNull();
    expect(navigations).toHaveLength(1);
    server.heal();
    await page.reload();
    await booted(page);
  });

  test('a forced reload ends up controlled again', async () => {
    const { server, browser, page } = await setUp({ headers: false });
    await page.goto(server.url);
    await booted(page);
    const session = await browser.context.newCDPSession(page);
    await session.send('Page.reload', { ignoreCache: true });
    // The forced page is not controlled; the one that it reloads into is.
    await page.waitForTimeout(500);
    await booted(page);
    expect(await page.evaluate(() => window.crossOriginIsolated)).toBe(true);
  });
});

describe('without a network', () => {
  test('the app opens with the server stopped, under a base path, after the browser was restarted', async () => {
    const profile = newProfile();
    const server = await TestServer.start({ headers: false, base: '/some/team/tone/' });
    closeLater(server);
    const first = await launchPersistent({ profile });
    const page = await first.context.newPage();
    await page.goto(server.url);
    await booted(page);
    await first.close();
    await server.stop();
    const second = await launchPersistent({ profile });
    closeLater(second);
    const again = await second.context.newPage();
    const log = watchPage(again);
    await again.goto(server.url);
    await booted(again);
    expect(await again.evaluate(() => window.crossOriginIsolated)).toBe(true);
    expect(await again.title()).toContain('Undertone');
    // A bookmark of an address that is no file leads to the app too.
    await again.goto(`${server.url}deep/link?x=1`);
    await booted(again);
    expect(new URL(again.url()).pathname).toBe('/some/team/tone/');
    expect(log.failures).toEqual([]);
  });

  test('every file of the shell is served from the cache with every header, and chunks are not kept', async () => {
    const { server, page } = await setUp({ headers: false });
    await page.goto(server.url);
    await booted(page);
    const chunk = await page.evaluate(async () => {
      const cached = await caches.keys();
      const keys = await Promise.all(cached.map(async (name) => (await caches.open(name)).keys()));
      const urls = keys.flat().map((request) => request.url);
      const catalogue = urls.find((url) => url.includes('packs/catalog-'));
      if (catalogue === undefined) throw new Error('The catalogue is not part of the shell.');
      const text = await (await fetch(catalogue)).text();
      return /"sha256":"([0-9a-f]{64})","bytes":\d+}\]/.exec(text)?.[1];
    });
    expect(chunk).toBeDefined();
    const path = `packs/chunks/${chunk}.bin`;
    const online = await headersSeen(page, [path, 'no-such-file.txt', 'notices.json', 'index.html', './']);
    for (const { headers } of online) expect(headers).toMatchObject(lowerCase(SECURITY_HEADERS));
    expect(online.map(({ status }) => status)).toEqual([200, 404, 200, 200, 200]);
    await server.stop();
    const urls = await page.evaluate(async () => {
      const names = await caches.keys();
      const keys = await Promise.all(names.map(async (name) => (await caches.open(name)).keys()));
      return keys.flat().map((request) => request.url.split('?')[0] ?? '');
    });
    expect(urls.length).toBeGreaterThan(8);
    expect(urls.filter((url) => url.includes('/packs/chunks/'))).toEqual([]);
    for (const { status, headers } of await headersSeen(page, urls)) {
      expect(status).toBe(200);
      expect(headers).toMatchObject(lowerCase(SECURITY_HEADERS));
    }
    expect(
      await page.evaluate(
        (url) =>
          fetch(url, { cache: 'no-store' }).then(
            () => 'kept',
            () => 'gone',
          ),
        path,
      ),
    ).toBe('gone');
  });
});

describe('updates', () => {
  test('a new version waits for consent, and takes over with one reload when the user agrees', async () => {
    const { server, browser, page } = await setUp();
    await page.goto(server.url);
    await booted(page);
    const other = await browser.context.newPage();
    await other.goto(server.url);
    await booted(other);
    await other.evaluate(() => document.body.setAttribute('data-e2e', 'untouched'));
    server.fault('service-worker.js', {
      kind: 'rewrite',
      rewrite: (body) => Buffer.concat([body, Buffer.from('\n// the next version\n')]),
    });
    const state = await page.evaluate(async () => {
      const registration = await navigator.serviceWorker.ready;
      const before = navigator.serviceWorker.controller;
      await registration.update();
      await new Promise<void>((resolve) => {
        const look = () => (registration.waiting === null ? setTimeout(look, 50) : resolve());
        look();
      });
      await new Promise((resolve) => setTimeout(resolve, 1000));
      return {
        same: navigator.serviceWorker.controller === before,
        waiting: registration.waiting?.state,
      };
    });
    expect(state).toEqual({ same: true, waiting: 'installed' });
    const controlled = page.evaluate(
      () =>
        new Promise<string>((resolve) => {
          navigator.serviceWorker.addEventListener('controllerchange', () => resolve('changed'));
          void navigator.serviceWorker.ready.then(({ waiting }) =>
            waiting?.postMessage({ type: 'activate-update' }),
          );
        }),
    );
    expect(await controlled).toBe('changed');
    // The other tab keeps its page, and the files of its version.
    await other.waitForTimeout(500);
    expect(await other.evaluate(() => document.body.getAttribute('data-e2e'))).toBe('untouched');
  });
});

function lowerCase(headers: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));
}

/** What the page itself sees of each response. */
function headersSeen(
  page: Page,
  urls: readonly string[],
): Promise<{ status: number; headers: Record<string, string> }[]> {
  return page.evaluate(
    (list) =>
      Promise.all(
        list.map(async (url) => {
          const response = await fetch(url);
          return { status: response.status, headers: Object.fromEntries(response.headers) };
        }),
      ),
    [...urls],
  );
}
