import { readFileSync } from 'node:fs';
import type { Page } from 'playwright-core';
import { afterAll, describe, expect, test } from 'vitest';
import { newDraft, openApp, paste, pasteNew, shownError } from './harness/app.ts';
import { booted, closeAll } from './harness/session.ts';
import { BAD_NEWS, GOOD_NEWS } from './harness/texts.ts';

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
    const { page, server } = await openApp();
    await pasteNew(page, `${GOOD_NEWS} This one has room.`);
    await page.getByTestId('document').first().waitFor();
    await newDraft(page);
    const session = await page.context().newCDPSession(page);
    const allow = (quotaSize?: number) =>
      session.send('Storage.overrideQuotaForOrigin', {
        origin: new URL(server.url).origin,
        ...(quotaSize === undefined ? {} : { quotaSize }),
      });
    await allow(1_000);
    const lost = `${BAD_NEWS} `.repeat(2_000);
    await paste(page, lost);
    await page.getByTestId('error').first().waitFor();
    expect(await shownError(page)).toBe('StorageFullError');

    await page.getByTestId('document').first().locator('.document-open').click();
    await page.getByTestId('held').waitFor();
    await page.getByTestId('new-document').click();
    await expect.poll(() => shownText(page)).toBe(lost);

    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByTestId('save-as-file').click(),
    ]);
    expect(readFileSync(await download.path(), 'utf8')).toBe(lost);

    await allow();
    await page.getByTestId('save-again').click();
    await page.getByTestId('error').waitFor({ state: 'detached' });
    await expect.poll(() => titles(page)).toHaveLength(2);
    await newDraft(page);
  });
});
