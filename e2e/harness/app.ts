import type { Page } from 'playwright-core';
import { type LaunchedBrowser, type LaunchOptions, launchPersistent } from './browser.ts';
import { type PageLog, watchPage } from './page-log.ts';
import { type ServerOptions, TestServer } from './server.ts';
import { booted, closeLater } from './session.ts';

/** A browser with the app open in it, and the server that it came from. */
export interface OpenedApp {
  readonly server: TestServer;
  readonly browser: LaunchedBrowser;
  readonly page: Page;
  readonly log: PageLog;
}

/** Every chunk of every pack and runtime. */
export const CHUNKS = /^packs\/chunks\//;

/** What is done to a page before the app is loaded into it. */
export interface Preparation {
  readonly prepare?: (page: Page, server: TestServer) => Promise<unknown>;
}

/** Opens the app in a new browser; both end with the test. */
export async function openApp(options: ServerOptions & LaunchOptions & Preparation = {}): Promise<OpenedApp> {
  const server = await TestServer.start(options);
  closeLater(server);
  return { server, ...(await openBrowser(server, options)) };
}

/** Opens the app of a server that runs already in another browser. */
export async function openBrowser(
  server: TestServer,
  options: LaunchOptions & Preparation = {},
): Promise<Omit<OpenedApp, 'server'>> {
  const browser = await launchPersistent(options);
  closeLater(browser);
  const page = await browser.context.newPage();
  const log = watchPage(page);
  await options.prepare?.(page, server);
  await page.goto(server.url);
  await booted(page);
  return { browser, page, log };
}

/** Opens the app in one more tab of the same browser. */
export async function openTab({ server, browser }: Pick<OpenedApp, 'server' | 'browser'>): Promise<Page> {
  const page = await browser.context.newPage();
  await page.goto(server.url);
  await booted(page);
  return page;
}

/** Downloads the model with the page's own button, and waits until it is installed. */
export async function getModel(page: Page): Promise<void> {
  await page.getByTestId('download-model').click();
  await installed(page);
}

/** Waits until the page has a model: it then has something to start, or runs already. */
export async function installed(page: Page): Promise<void> {
  await page.waitForFunction(
    () => {
      const state = document.querySelector('[data-testid=status-backend]')?.getAttribute('data-state');
      return state !== 'none' && document.querySelector('[data-testid=download-progress]') === null;
    },
    undefined,
    { timeout: 60_000 },
  );
}

/** Pastes a text into the empty draft as a reader does: an event with a clipboard, not typing. */
export async function paste(page: Page, text: string): Promise<void> {
  await page.getByTestId('paste-area').evaluate((area, pasted) => {
    const clipboardData = new DataTransfer();
    clipboardData.setData('text/plain', pasted);
    area.dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true }));
  }, text);
}

/** Starts an empty draft and pastes into it. */
export async function pasteNew(page: Page, text: string): Promise<void> {
  await newDraft(page);
  await paste(page, text);
}

export async function newDraft(page: Page): Promise<void> {
  await page.getByTestId('new-document').click();
  await page.waitForFunction(
    () => document.querySelector<HTMLTextAreaElement>('[data-testid=paste-area]')?.value === '',
  );
}

/** Waits until every sentence of the open document has its tone and nothing runs any more. */
export async function scored(page: Page, timeout = 60_000): Promise<void> {
  await page.waitForFunction(
    () => {
      const has = (query: string) => document.querySelector(query) !== null;
      const sentence = '[data-testid=sentence]';
      const carriesTone = ':not([data-kind=table]):not([data-kind=speaker])';
      return (
        has(`${sentence}[data-label]`) &&
        !has(`${sentence}${carriesTone}:not([data-label])`) &&
        !has('[data-testid=job-progress]') &&
        !has('[data-testid=score-remaining]') &&
        has('[data-testid=status-backend][data-state=ready]')
      );
    },
    undefined,
    { timeout },
  );
}

export interface SeenSentence {
  readonly index: number;
  readonly text: string;
  readonly kind: string;
  /** Undefined for what carries no tone, and for what was not read yet. */
  readonly label: string | undefined;
}

/** Every sentence as the page shows it, gathered while scrolling through the read view from top to bottom. */
export async function readSentences(page: Page): Promise<SeenSentence[]> {
  return page.getByTestId('read-view').evaluate(async (view) => {
    const seen = new Map<number, SeenSentence>();
    const gather = () => {
      for (const element of view.querySelectorAll<HTMLElement>('[data-testid=sentence]')) {
        const index = Number(element.dataset['index']);
        const { kind = '', label } = element.dataset;
        seen.set(index, { index, text: element.textContent ?? '', kind, label });
      }
    };
    const frame = () => new Promise((resolve) => requestAnimationFrame(resolve));
    view.scrollTop = 0;
    await frame();
    await frame();
    gather();
    while (view.scrollTop + view.clientHeight < view.scrollHeight - 1) {
      view.scrollTop += view.clientHeight / 2;
      await frame();
      await frame();
      gather();
    }
    view.scrollTop = 0;
    return [...seen.values()].sort((a, b) => a.index - b.index);
  });
}

/** The counts beside the gauge, and the gauge's value. */
export async function readGauge(page: Page): Promise<{ counts: Record<string, number>; value: number }> {
  const counts: Record<string, number> = {};
  for (const tone of ['positive', 'negative', 'neutral']) {
    counts[tone] = Number(await page.getByTestId(`count-${tone}`).getAttribute('data-count'));
  }
  return { counts, value: Number(await page.getByTestId('gauge').getAttribute('data-value')) };
}

/** State of the engine, as the status line has it. */
export async function engineState(page: Page): Promise<string | null> {
  return page.getByTestId('status-backend').getAttribute('data-state');
}

/** Name of the error that a notice shows. */
export async function shownError(page: Page, testId = 'error'): Promise<string | null> {
  return page.getByTestId(testId).first().getAttribute('data-error');
}
