import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page, Response, Worker } from 'playwright-core';
import { afterEach, describe, expect, test } from 'vitest';
import { CSP, META_CSP, SECURITY_HEADERS } from '../src/offline/policy.ts';
import { getModel, openApp, paste, scored } from './harness/app.ts';
import { type LaunchedBrowser, type LaunchOptions, launchPersistent } from './harness/browser.ts';
import { requestedUrls } from './harness/net-log.ts';
import { watchPage } from './harness/page-log.ts';
import { SecondOrigin } from './harness/second-origin.ts';
import { type ServerOptions, TestServer } from './harness/server.ts';
import { booted, closeAll, closeLater } from './harness/session.ts';
import { RELEASE } from './harness/texts.ts';

afterEach(closeAll);

async function open(
  options: ServerOptions & LaunchOptions = {},
): Promise<{ server: TestServer; browser: LaunchedBrowser; page: Page }> {
  const server = await TestServer.start(options);
  const browser = await launchPersistent(options);
  closeLater(server, browser);
  const page = await browser.context.newPage();
  return { server, browser, page };
}

/** Tries to reach another origin by the ways that a worker has; text, because a test runner rewrites functions. */
const reachOut = (second: SecondOrigin) => `(async () => {
  const violated = new Set();
  addEventListener('securitypolicyviolation', (event) => violated.add(event.effectiveDirective));
  const outcome = (promise) => promise.then(() => 'reached', () => 'refused');
  const fetched = await outcome(fetch('${second.url}', { mode: 'no-cors' }));
  const socket = await outcome(new Promise((resolve, reject) => {
    const connection = new WebSocket('${second.socketUrl}');
    connection.onopen = resolve;
    connection.onerror = reject;
  }));
  const imported = await outcome(import('${second.url}module.js'));
  await new Promise((resolve) => setTimeout(resolve, 50));
  return { fetched, socket, imported, violated: [...violated].sort() };
})()`;

/** What comes of it under the policy, and by which of its directives. */
const refused = {
  fetched: 'refused',
  socket: 'refused',
  imported: 'refused',
  violated: ['connect-src', 'script-src-elem'],
};

describe('the closed page', () => {
  test('boots and shows every page without one violation of its policy', async () => {
    const { server, page } = await open({ headers: false });
    const log = watchPage(page);
    await page.goto(server.url);
    await booted(page);
    for (const route of ['#/models', '#/about', '#/']) {
      await page.goto(server.url + route);
      await page.waitForTimeout(700);
    }
    expect(log.failures).toEqual([]);
    // The second line of defence, should the header ever be missing.
    expect(await page.locator('meta[http-equiv="Content-Security-Policy"]').getAttribute('content')).toBe(
      META_CSP,
    );
  });

  test('every response of the host carries the headers of the policy, errors too', async () => {
    const { server, page } = await open();
    await page.goto(server.url);
    await booted(page);
    await page.evaluate(() => fetch('./no-such-file').then((response) => response.text()));
    expect(server.log.length).toBeGreaterThan(10);
    for (const { path, responseHeaders } of server.log) {
      expect({ path, ...responseHeaders }).toMatchObject(SECURITY_HEADERS);
    }
  });

  test('the network log of a whole session, from first visit to first tone, names no host but the app’s own', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'undertone-netlog-'));
    const file = join(folder, 'net.json');
    const { server, browser, page } = await openApp({ headers: false, args: [`--log-net-log=${file}`] });
    await paste(page, RELEASE);
    await getModel(page);
    await scored(page);
    for (const route of ['#/models', '#/about', '#/']) {
      await page.goto(server.url + route);
      await page.waitForTimeout(500);
    }
    await browser.close();
    const urls = requestedUrls(readFileSync(file, 'utf8'), server.origin);
    rmSync(folder, { recursive: true, force: true });
    expect(urls).toContain(server.url);
    expect(urls.some((url) => url.includes('/packs/chunks/'))).toBe(true);
    expect(urls.filter((url) => new URL(url).origin !== server.origin)).toEqual([]);
  });
});

describe('a second origin stays out of reach', () => {
  test('of the page: fetch, WebSocket, beacon, image, form, frame, script', async () => {
    const { server, page } = await open({ headers: false });
    const second = await SecondOrigin.start();
    closeLater(second);
    await page.goto(server.url);
    await booted(page);
    expect(await page.evaluate(reachOut(second))).toEqual(refused);
    await page.evaluate((url) => {
      navigator.sendBeacon(url, 'text');
      const image = new Image();
      image.src = `${url}image.png`;
      const script = document.createElement('script');
      script.src = `${url}script.js`;
      const frame = document.createElement('iframe');
      frame.src = `${url}frame.html`;
      const style = document.createElement('link');
      style.rel = 'stylesheet';
      style.href = `${url}style.css`;
      const form = document.createElement('form');
      form.action = `${url}form`;
      form.method = 'post';
      document.body.append(image, script, frame, style, form);
      form.submit();
    }, second.url);
    await page.waitForTimeout(500);
    expect(second.contacts).toEqual([]);
  });

  test('of the engine worker and of ONNX Runtime’s thread workers', async () => {
    const { server, page } = await open({ headers: false });
    const second = await SecondOrigin.start();
    closeLater(second);
    await page.goto(server.url);
    await booted(page);
    // The very scripts that the app runs, each with the headers that it is really served with.
    const scripts = await page.evaluate(async () => {
      const names = await caches.keys();
      const keys = await Promise.all(names.map(async (name) => (await caches.open(name)).keys()));
      return keys
        .flat()
        .map((request) => request.url.split('?')[0] ?? '')
        .filter((url) => /\/assets\/worker-[^/]*\.js$|\/ort\/[^/]*\.mjs$/.test(url));
    });
    expect(scripts.filter((url) => url.includes('/assets/worker-')).length).toBeGreaterThan(0);
    expect(scripts.filter((url) => url.includes('/ort/'))).toHaveLength(2);
    for (const script of scripts) {
      const worker = await startWorker(page, script);
      expect(await worker.evaluate(reachOut(second)), script).toEqual(refused);
    }
    expect(second.contacts).toEqual([]);
  });

  test('of the workers that run after a text was read; their threads came with the policy', async () => {
    const { page } = await openApp({ headers: false });
    const second = await SecondOrigin.start();
    closeLater(second);
    const scripts: Response[] = [];
    page.on('response', (response) => {
      if (/\/assets\/worker-|\/ort\//.test(response.url())) scripts.push(response);
    });
    await paste(page, RELEASE);
    await getModel(page);
    await scored(page);
    const [threads, workers] = partition(page.workers(), (worker) => worker.url().includes('/ort/'));
    expect(workers.length).toBeGreaterThan(0);
    for (const worker of workers) {
      expect(await worker.evaluate(reachOut(second)), worker.url()).toEqual(refused);
    }
    // A thread sleeps in a wait that no question wakes: its script is asked in the test above, and here it is the
    // same script from the service worker, policy and all.
    expect(threads.length).toBeGreaterThan(0);
    for (const thread of threads) {
      const script = scripts.find((response) => response.url() === thread.url());
      expect(script?.fromServiceWorker()).toBe(true);
      expect(script?.headers()).toMatchObject({ 'content-security-policy': CSP });
    }
    expect(second.contacts).toEqual([]);
  });

  test('the second origin is really open to a page without our policy', async () => {
    const { server, page } = await open();
    const second = await SecondOrigin.start();
    closeLater(second);
    server.fault('', { kind: 'headers', headers: { 'Content-Security-Policy': '' } });
    await page.goto(`${server.url}headers-test.txt`);
    const outcome = await page.evaluate((url) => fetch(url).then((response) => response.text()), second.url);
    expect(outcome).toBe('open house');
    expect(second.contacts.length).toBeGreaterThan(0);
  });
});

async function startWorker(page: Page, script: string): Promise<Worker> {
  const started = page.waitForEvent('worker', { predicate: (worker) => worker.url() === script });
  await page.evaluate((url) => {
    new Worker(url, { type: 'module', name: 'em-pthread' });
  }, script);
  return started;
}

function partition<T>(list: readonly T[], belongs: (one: T) => boolean): [T[], T[]] {
  return [list.filter(belongs), list.filter((one) => !belongs(one))];
}
