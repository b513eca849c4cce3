import { readFileSync, rmSync } from 'node:fs';
import type { Page } from 'playwright-core';
import { afterAll, describe, expect, test } from 'vitest';
import {
  getModel,
  newDraft,
  openApp,
  openBrowser,
  openTab,
  paste,
  pasteNew,
  readGauge,
  readSentences,
  scored,
  shownError,
} from './harness/app.ts';
import { newProfile } from './harness/browser.ts';
import { booted, closeAll } from './harness/session.ts';
import { BAD_NEWS, GOOD_NEWS, RELEASE } from './harness/texts.ts';

afterAll(closeAll);

/** The text of the open document, in either mode. */
async function shownText(page: Page): Promise<string> {
  await page.locator('[data-testid=mode-edit]:not([disabled])').click();
  return page.getByTestId('paste-area').inputValue();
}

async function reloadAt(page: Page, milliseconds: number): Promise<void> {
  await page.waitForTimeout(milliseconds);
  await page.reload();
  await booted(page);
  await page.getByTestId('document').first().waitFor();
}

const titles = (page: Page) => page.getByTestId('document').allTextContents();

describe('a page that goes before it could save', () => {
  test.each([0, 30, 120, 250])('typing %i ms before a reload is kept', async (wait) => {
    const { page } = await openApp();
    await page.getByTestId('paste-area').pressSequentially('Sales rose.');
    await reloadAt(page, wait);
    await expect.poll(() => shownText(page)).toBe('Sales rose.');
    await page.getByTestId('paste-area').pressSequentially(' Costs fell.');
    const edited = await page.getByTestId('paste-area').inputValue();
    await reloadAt(page, wait);
    await expect.poll(() => shownText(page)).toBe(edited);
    expect(await titles(page)).toHaveLength(1);
  });

  test('a paste is kept, also where another page is opened at once', async () => {
    const { page, server } = await openApp();
    await paste(page, `${GOOD_NEWS}\n${BAD_NEWS}`);
    await page.goto('about:blank');
    await page.goto(server.url);
    await booted(page);
    await page.getByTestId('document').first().waitFor();
    await expect.poll(() => shownText(page)).toBe(`${GOOD_NEWS}\n${BAD_NEWS}`);
    expect(await titles(page)).toHaveLength(1);
  });
});

describe('a text for which there is no room', () => {
  test('stays open until it is saved, saved as a file or discarded', async () => {
    // Chromium's own quota gives way by megabytes, so the disk is made full where the text is written.
    const { page } = await openApp({
      prepare: (before) =>
        before.addInitScript(() => {
          const { put } = IDBObjectStore.prototype;
          IDBObjectStore.prototype.put = function (...given) {
            if (this.name === 'texts' && sessionStorage.getItem('full') !== null) {
              throw new DOMException('The disk is full.', 'QuotaExceededError');
            }
            return put.apply(this, given);
          };
        }),
    });
    const fill = (full: boolean) =>
      page.evaluate((on) => {
        if (on) sessionStorage.setItem('full', '1');
        else sessionStorage.removeItem('full');
      }, full);
    await pasteNew(page, `${GOOD_NEWS} This one has room.`);
    await page.getByTestId('document').first().waitFor();
    await newDraft(page);
    await fill(true);
    const lost = `${BAD_NEWS}\n`.repeat(100);
    await paste(page, lost);
    await page.getByTestId('error').first().waitFor();
    expect(await shownError(page)).toBe('StorageFullError');

    await page.getByTestId('document').first().locator('.document-open').click();
    await page.getByTestId('held').waitFor();
    await page.getByTestId('new-document').click();
    expect(await shownText(page)).toBe(lost);
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByTestId('save-as-file').click(),
    ]);
    expect(readFileSync(await download.path(), 'utf8')).toBe(lost);

    // The browser asks before it leaves; what is left behind is stored as soon as there is room.
    const asked: string[] = [];
    page.on('dialog', (dialog) => {
      asked.push(dialog.type());
      void dialog.accept();
    });
    await fill(false);
    await page.reload();
    await booted(page);
    expect(asked).toEqual(['beforeunload']);
    await expect.poll(() => titles(page)).toHaveLength(2);
    await expect.poll(() => shownText(page)).toBe(lost);
    expect(await page.getByTestId('error').count()).toBe(0);
  });
});

describe('what was read', () => {
  test('is there when the browser ends at once and starts again, with the document that was open last', async () => {
    const profile = newProfile();
    const { server, browser, page } = await openApp({ profile });
    await getModel(page);
    await pasteNew(page, RELEASE);
    await scored(page);
    const before = await readSentences(page);
    const gauge = await readGauge(page);
    await browser.close();
    const again = await openBrowser(server, { profile });
    await again.page.locator('[data-testid=sentence][data-label]').first().waitFor();
    expect(await readSentences(again.page)).toEqual(before);
    expect(await readGauge(again.page)).toEqual(gauge);
    const other = await again.browser.context.newPage();
    await other.goto(server.url);
    await booted(other);
    await other.getByTestId('document').first().waitFor();
    expect(await other.getByTestId('sentence').count()).toBe(0);
    await again.browser.close();
    rmSync(profile, { recursive: true, force: true, maxRetries: 5 });
  });

  test('goes out as JSON and comes back as a document with its tones, without a model', async () => {
    const { server, page } = await openApp();
    await getModel(page);
    await pasteNew(page, RELEASE);
    await scored(page);
    const before = await readSentences(page);
    const gauge = await readGauge(page);
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByTestId('export-json').click(),
    ]);
    const buffer = readFileSync(await download.path());
    const other = await openBrowser(server);
    await other.page
      .getByTestId('file-input')
      .setInputFiles({ name: 'saved.json', mimeType: 'application/json', buffer });
    await other.page.locator('[data-testid=sentence][data-label]').first().waitFor();
    expect(await readSentences(other.page)).toEqual(before);
    expect(await readGauge(other.page)).toEqual(gauge);
    const title = await page.getByTestId('document-title').textContent();
    expect(await other.page.getByTestId('document-title').textContent()).toBe(title);
    await other.page.reload();
    await other.page.locator('[data-testid=sentence][data-label]').first().waitFor();
    expect(await readSentences(other.page)).toEqual(before);
  });
});

test('a document that another tab deletes says so where it is shown, and can be kept', async () => {
  const app = await openApp();
  const { page } = app;
  await pasteNew(page, GOOD_NEWS);
  await page.getByTestId('document').first().waitFor();
  const other = await openTab(app);
  await other.getByTestId('delete-document').first().click();
  await page.getByTestId('gone').waitFor();
  await page.getByTestId('keep-gone').click();
  await page.getByTestId('gone').waitFor({ state: 'detached' });
  await expect.poll(() => titles(other)).toHaveLength(1);
});

test('another convention is named as such, and its tones are counted apart', async () => {
  const { page } = await openApp();
  await getModel(page);
  await pasteNew(page, RELEASE);
  await scored(page);
  const [first, second] = await page.getByTestId('convention').locator('option').allTextContents();
  await page.getByTestId('convention').selectOption({ label: second ?? '' });
  await page.getByTestId('stale').waitFor();
  expect(await page.getByTestId('stale').textContent()).toContain(`another convention: ${first}`);
  expect(await page.getByTestId('gauge').getAttribute('data-value')).toBeNull();
  await page.getByTestId('score-stale').click();
  await page.getByTestId('stale').waitFor({ state: 'detached' });
  await scored(page);
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByTestId('export-csv').click(),
  ]);
  const [head, line] = readFileSync(await download.path(), 'utf8').split('\r\n');
  expect(head).toMatch(/,probability_\w+,pack,pack_version,pack_hash,convention$/);
  expect(line).toMatch(/,tone,[\d.]+,[0-9a-f]{64},tweets$/);
});
