import type { Page } from 'playwright-core';

let open: AsyncDisposable[] = [];

/** Has `closeAll`, the test's `afterEach`, end these in reverse order, whatever becomes of the test. */
export function closeLater(...resources: AsyncDisposable[]): void {
  open.push(...resources);
}

export async function closeAll(): Promise<void> {
  const closing = open.reverse();
  open = [];
  for (const resource of closing) await resource[Symbol.asyncDispose]();
}

/** Waits for the app itself, controlled by its service worker: past the preparation and its one reload. */
export async function booted(page: Page): Promise<void> {
  await page.waitForFunction(
    () => navigator.serviceWorker.controller !== null && document.querySelector('#root [data-boot]') === null,
    undefined,
    { timeout: 30_000 },
  );
}
