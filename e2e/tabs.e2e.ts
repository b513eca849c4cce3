import type { Page } from 'playwright-core';
import { afterEach, describe, expect, test } from 'vitest';
import { CHUNKS, getModel, installed, openApp, openTab, paste, shownError } from './harness/app.ts';
import { storedChunks } from './harness/chunk-store.ts';
import { firstRunChunks } from './harness/reference.ts';
import { booted, closeAll } from './harness/session.ts';
import { RELEASE, WARNING } from './harness/texts.ts';

afterEach(closeAll);

const SLOW = { kind: 'slow', bytesPerSecond: 4_000_000 } as const;
const done = (page: Page) => page.getByTestId('download-progress').getAttribute('data-done').then(Number);

/** Waits until the page shows that bytes arrive. */
async function arriving(page: Page): Promise<void> {
  await page.waitForFunction(
    () => {
      const bar = document.querySelector<HTMLElement>('[data-testid=download-progress]');
      return Number(bar?.dataset['done'] ?? 0) > 0;
    },
    undefined,
    { timeout: 20_000 },
  );
}

/** Opens a document of the list by its title. */
async function openDocument(page: Page, title: string): Promise<void> {
  await page.getByTestId('document').filter({ hasText: title }).locator('.document-open').first().click();
}

/** The text in the editor's area. */
const typed = (page: Page) => page.getByTestId('paste-area').inputValue();
const savedState = (page: Page) => page.locator('[data-testid=save-state][data-state=saved]').waitFor();

/** Asks IndexedDB itself for a later version of a database, as a newer app would; says how it went. */
function upgradeDatabase(page: Page, name: string): Promise<string> {
  return page.evaluate(
    (database) =>
      new Promise<string>((resolve) => {
        const started = performance.now();
        const request = indexedDB.open(database, 99);
        request.onupgradeneeded = () => request.result.createObjectStore('from-the-future');
        request.onsuccess = () => {
          request.result.close();
          resolve(performance.now() - started < 5_000 ? 'upgraded' : 'upgraded late');
        };
        request.onerror = () => resolve(String(request.error));
        setTimeout(() => resolve('blocked'), 10_000);
      }),
    name,
  );
}

/** Every text that is stored, read without the app. */
function storedTexts(page: Page): Promise<string[]> {
  return page.evaluate(
    () =>
      new Promise<string[]>((resolve, reject) => {
        const request = indexedDB.open('undertone-documents');
        request.onerror = () => reject(request.error);
        request.onsuccess = () => {
          const all = request.result.transaction('texts').objectStore('texts').getAll();
          all.onsuccess = () => {
            request.result.close();
            resolve(all.result.map(({ text }) => String(text)).sort());
          };
          all.onerror = () => reject(all.error);
        };
      }),
  );
}

describe('two tabs and one download', () => {
  test('one tab downloads, the other follows, and no chunk is asked for twice', async () => {
    const app = await openApp();
    const { server, page } = app;
    const other = await openTab(app);
    server.fault(CHUNKS, SLOW);
    await page.getByTestId('download-model').click();
    await arriving(page);
    await arriving(other);
    expect(await other.getByTestId('download-progress').textContent()).toContain('Another tab');
    const before = await done(other);
    await expect.poll(() => done(other)).toBeGreaterThan(before);
    await Promise.all([installed(page), installed(other)]);
    const paths = server.requests(CHUNKS).map(({ path }) => path);
    expect(paths).toHaveLength(firstRunChunks().length);
    expect(new Set(paths).size).toBe(paths.length);
  });

  test('the follower can pause it, and goes on with it when the first tab is closed', async () => {
    const app = await openApp();
    const { server, page } = app;
    const other = await openTab(app);
    server.fault(CHUNKS, SLOW);
    await page.getByTestId('download-model').click();
    await arriving(other);
    await other.getByTestId('pause-download').click();
    await page.getByTestId('resume-download').waitFor();
    await page.getByTestId('resume-download').click();
    await arriving(other);
    await page.close();
    server.heal();
    await installed(other);
    expect(await storedChunks(other)).toHaveLength(firstRunChunks().length);
  });
});

describe('two tabs and one document', () => {
  test('what one tab writes, the other lists, reads and follows', async () => {
    const app = await openApp();
    const { page } = app;
    const other = await openTab(app);
    await paste(page, RELEASE);
    await page.getByTestId('sentence').first().waitFor();
    await openDocument(other, 'Larkspur');
    await other.getByTestId('sentence').filter({ hasText: 'Net debt was reduced' }).waitFor();
    await page.getByTestId('mode-edit').click();
    await page.getByTestId('paste-area').fill(`${RELEASE}\n\nNothing else was decided.`);
    await other.getByTestId('sentence').filter({ hasText: 'Nothing else was decided.' }).waitFor();
  });

  test('what both tabs write is kept, and the one that came later is told', async () => {
    const app = await openApp();
    const { page } = app;
    const other = await openTab(app);
    await paste(page, WARNING);
    await page.getByTestId('sentence').first().waitFor();
    await openDocument(other, 'Dunmore');
    await other.getByTestId('sentence').first().waitFor();
    await page.getByTestId('mode-edit').click();
    await other.getByTestId('mode-edit').click();
    const mine = `${WARNING}\n\nWritten in the first tab.`;
    const theirs = `${WARNING}\n\nWritten in the second tab.`;
    await page.getByTestId('paste-area').fill(mine);
    await savedState(page);
    await expect.poll(() => storedTexts(page)).toEqual([mine]);
    await other.getByTestId('paste-area').fill(theirs);
    await other.getByTestId('conflict').waitFor();
    await expect.poll(() => storedTexts(page)).toEqual([mine, theirs].sort());
    expect(await typed(page)).toBe(mine);
    expect(await typed(other)).toBe(theirs);
    await expect.poll(() => page.getByTestId('document').count()).toBe(2);
  });
});

describe('two versions of the app', () => {
  test('an open page lets a newer one upgrade at once, then says that it is too old, and harms nothing', async () => {
    const app = await openApp();
    const { page } = app;
    const newer = await openTab(app);
    await paste(page, WARNING);
    await page.getByTestId('sentence').first().waitFor();
    await expect.poll(() => storedTexts(newer)).toEqual([WARNING]);
    expect(await upgradeDatabase(newer, 'undertone-documents')).toBe('upgraded');

    await page.getByTestId('mode-edit').click();
    const more = `${WARNING}\n\nOne more sentence.`;
    await page.getByTestId('paste-area').fill(more);
    await page.getByTestId('error').first().waitFor();
    expect(await shownError(page)).toBe('NewerSchemaError');
    expect(await page.getByTestId('error').first().textContent()).toContain('Reload');
    expect(await typed(page)).toBe(more);
    expect(await storedTexts(newer)).toEqual([WARNING]);

    // The same old page, loaded anew.
    await page.reload();
    await booted(page);
    await page.getByTestId('error').first().waitFor();
    expect(await shownError(page)).toBe('NewerSchemaError');
    expect(await storedTexts(newer)).toEqual([WARNING]);
  });

  test('the models as well', async () => {
    const app = await openApp();
    const { page } = app;
    await getModel(page);
    const newer = await openTab(app);
    expect(await upgradeDatabase(newer, 'undertone-models')).toBe('upgraded');
    await paste(page, WARNING);
    await page.getByTestId('error').first().waitFor();
    expect(await shownError(page)).toBe('NewerSchemaError');
    expect(await storedChunks(newer)).toHaveLength(firstRunChunks().length);
  });
});
