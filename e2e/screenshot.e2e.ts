import { mkdirSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { afterEach, expect, test } from 'vitest';
import { getModel, openApp, scored } from './harness/app.ts';
import { closeAll } from './harness/session.ts';

afterEach(closeAll);

const FILE = fileURLToPath(new URL('../docs/desk.png', import.meta.url));
const SIZE = { width: 1440, height: 900 };

test('the Desk with a sample that was read can be photographed, for the README with UNDERTONE_SCREENSHOT=1', async () => {
  const { page, log } = await openApp({ viewport: SIZE, colorScheme: 'light', reducedMotion: 'reduce' });
  await getModel(page);
  await page.getByTestId('sample-tessaline-results').click();
  await scored(page);
  await page.keyboard.press('j');
  await page.keyboard.press('j');
  await page.keyboard.press('j');
  await page.getByTestId('detail').locator('dl').first().waitFor();
  await page.waitForTimeout(500);
  const picture = await page.screenshot();
  expect([picture.readUInt32BE(16), picture.readUInt32BE(20)]).toEqual([SIZE.width, SIZE.height]);
  // A blank page would shrink to next to nothing.
  expect(picture.length).toBeGreaterThan(50_000);
  expect(log.failures).toEqual([]);
  if (process.env['UNDERTONE_SCREENSHOT'] === '1') {
    mkdirSync(fileURLToPath(new URL('../docs', import.meta.url)), { recursive: true });
    writeFileSync(FILE, picture);
  }
});
