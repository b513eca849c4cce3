import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openApp, paste } from './harness/app.ts';
import { closeAll } from './harness/session.ts';

afterAll(closeAll);

const TEXT = `Results\n\nSales rose. Costs   fell.\nMargins held.\n\n- One item\n- Another item\n\n${Array.from(
  { length: 300 },
  (_, i) => `Revenue number ${i} rose today. And another ${i} fell.`,
).join('\n\n')}\n`;
const GERMAN = 'Der Umsatz stieg im dritten Quartal um zwölf Prozent. Der Vorstand bestätigt die Prognose.';

describe('the read view, without a model', () => {
  let page: Page;

  beforeAll(async () => {
    ({ page } = await openApp());
    await paste(page, TEXT);
    await page.getByTestId('sentence').first().waitFor();
  });

  /** What the page puts on the clipboard, without the machine's own clipboard. */
  const copy = (): Promise<string> =>
    page.evaluate(() => {
      const clipboardData = new DataTransfer();
      document.body.dispatchEvent(
        new ClipboardEvent('copy', { clipboardData, bubbles: true, cancelable: true }),
      );
      return clipboardData.getData('text/plain');
    });

  test('copies the whole text as it was pasted, also what is not laid out', async () => {
    await page.getByTestId('read-view').focus();
    await page.keyboard.press('Control+a');
    expect(await copy()).toBe(TEXT);
  });

  test('copies a part from letter to letter, line breaks and bullets included', async () => {
    await page.evaluate(() => {
      const texts = [1, 5].map((index) => document.getElementById(`sentence-${index}`)?.firstChild);
      const [from, to] = texts;
      if (from == null || to == null) throw new Error('The sentences are not laid out.');
      getSelection()?.setBaseAndExtent(from, 2, to, 7);
    });
    expect(await copy()).toBe('les rose. Costs   fell.\nMargins held.\n\n- One item\n- Another');
  });

  test('says that a text does not look English, and only of that text', async () => {
    expect(await page.getByTestId('not-english').count()).toBe(0);
    await page.getByTestId('new-document').click();
    await page.waitForFunction(() => document.querySelector('[data-testid=sentence]') === null);
    await paste(page, GERMAN);
    await page.getByTestId('not-english').waitFor();
  });
});
