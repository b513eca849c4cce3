import type { Page } from 'playwright-core';

/** What went wrong in a page, as the browser tells it. */
export interface PageLog {
  /** Violations of the policy, in the console's words. */
  readonly violations: string[];
  /** Errors nobody caught, and violations. */
  readonly failures: string[];
}

/** Listens to a page from now on. */
export function watchPage(page: Page): PageLog {
  const log: PageLog = { violations: [], failures: [] };
  page.on('console', (message) => {
    const text = message.text();
    if (!/Content Security Policy|Content-Security-Policy|Permissions-Policy|Unrecognized feature/.test(text))
      return;
    log.violations.push(text);
    log.failures.push(text);
  });
  page.on('pageerror', (error) => log.failures.push(String(error)));
  return log;
}
