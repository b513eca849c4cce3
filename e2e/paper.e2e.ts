import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { getModel, openApp, paste, scored } from './harness/app.ts';
import { closeAll } from './harness/session.ts';

afterAll(closeAll);

const COUNT = 240;
const TEXT = Array.from(
  { length: COUNT },
  (_, i) =>
    `${i % 3 === 0 ? 'Profit rose' : 'Sales fell'} by ${i + 1} percent in the year.${i % 6 === 5 ? '\n\n' : ''}`,
).join(' ');

describe('on paper', () => {
  let page: Page;

  beforeAll(async () => {
    ({ page } = await openApp({ viewport: { width: 1200, height: 800 } }));
    await getModel(page);
    await paste(page, TEXT);
    await scored(page);
  });

  test('stands the whole document, not only what is laid out on the screen', async () => {
    expect(await page.getByTestId('sentence').count()).toBeLessThan(COUNT);
    // What the browser does before it takes the page; the sheet has to be there when the event returns.
    const sheet = await page.evaluate(() => {
      dispatchEvent(new Event('beforeprint'));
      const element = document.querySelector('[data-testid=print-sheet]');
      return {
        sentences: element?.querySelectorAll('.s[data-label]').length,
        text: element?.textContent ?? '',
      };
    });
    expect(sheet.sentences).toBe(COUNT);
    expect(sheet.text).toContain(`by ${COUNT} percent`);
    const gauge = await page.locator('.gauge-value').textContent();
    expect(sheet.text).toContain(`Tone of the document: ${gauge}`);
    expect(sheet.text).toContain(`Sentences read: ${COUNT}`);
    await page.evaluate(() => dispatchEvent(new Event('afterprint')));
    expect(await page.getByTestId('print-sheet').count()).toBe(0);
  });

  test('takes as many pages as it needs', async () => {
    const pdf = (await page.pdf({ format: 'A4' })).toString('latin1');
    expect(pdf.match(/\/Type\s*\/Page\b/g)?.length).toBeGreaterThan(3);
  });
});
