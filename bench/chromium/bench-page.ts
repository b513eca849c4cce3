import type { Page } from 'playwright-core';
import { type LaunchedBrowser, launchPersistent } from '../../e2e/harness/browser.ts';
import { TestServer } from '../../e2e/harness/server.ts';
import type { Contestant } from '../contestants.ts';
import { BenchError } from '../errors.ts';
import type { Turn } from '../interleave.ts';
import type { Prepared } from '../models/prepare.ts';
import type {} from '../page/api.ts';
import { newPage } from './new-page.ts';

/** The bench's own page in real Chromium. */
export class BenchBrowser implements AsyncDisposable {
  readonly version: string;
  readonly #server: TestServer;
  readonly #browser: LaunchedBrowser;
  readonly #page: Page;
  readonly #prepared: Prepared;

  /** @param site folder that `buildSite` filled. @throws BenchError where the page is not cross-origin isolated. */
  static async start(site: string, prepared: Prepared): Promise<BenchBrowser> {
    const server = await TestServer.start({ root: site });
    const browser = await launchPersistent();
    const page = await newPage(browser);
    page.on('console', (message) => {
      if (message.type() === 'error') console.error(`[page] ${message.text()}`);
    });
    await page.goto(server.url);
    await page.waitForFunction(() => 'bench' in window);
    if (!(await page.evaluate(() => window.crossOriginIsolated))) {
      throw new BenchError('The page is not cross-origin isolated.');
    }
    const version = browser.context.browser()?.version() ?? (await page.evaluate(() => navigator.userAgent));
    return new BenchBrowser(server, browser, page, prepared, version);
  }

  private constructor(
    server: TestServer,
    browser: LaunchedBrowser,
    page: Page,
    prepared: Prepared,
    version: string,
  ) {
    this.#server = server;
    this.#browser = browser;
    this.#page = page;
    this.#prepared = prepared;
    this.version = version;
  }

  /** Opens a contestant in a worker of its own. @returns milliseconds that it took. */
  open({ id, engine, model, dtype }: Contestant, threads: number): Promise<number> {
    const { head, maxTokens } = this.#prepared.published;
    const request = { model, dtype, threads, head, maxTokens };
    return this.#page.evaluate(([...args]) => window.bench.open(...args), [id, engine, request] as const);
  }

  classify(id: string, texts: readonly string[]): Promise<readonly string[]> {
    return this.#page.evaluate(([...args]) => window.bench.classify(...args), [id, texts] as const);
  }

  measure(id: string, texts: readonly string[], batch: number, leastMs: number): Promise<Turn> {
    return this.#page.evaluate(([...args]) => window.bench.measure(...args), [
      id,
      texts,
      batch,
      leastMs,
    ] as const);
  }

  close(id: string): Promise<void> {
    return this.#page.evaluate((name) => window.bench.close(name), id);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#browser.close();
    await this.#server.stop();
  }
}
