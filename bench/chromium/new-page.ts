import type { Page } from 'playwright-core';
import type { LaunchedBrowser } from '../../e2e/harness/browser.ts';

/** A new page that can run the harness's functions although tsx wraps those that they contain in `__name`. */
export async function newPage(browser: LaunchedBrowser): Promise<Page> {
  const page = await browser.context.newPage();
  await page.addInitScript('globalThis.__name = (named) => named;');
  return page;
}
