import { afterEach, expect, test } from 'vitest';
import { getModel, openApp, openBrowser, paste, pasteNew, readSentences, scored } from './harness/app.ts';
import { newProfile } from './harness/browser.ts';
import { closeAll } from './harness/session.ts';
import { BAD_NEWS, GOOD_NEWS, RELEASE, WARNING } from './harness/texts.ts';

afterEach(closeAll);

test('after the first load a bare host may die: documents open, and new ones are read, by more than one thread', async () => {
  const profile = newProfile();
  const { server, browser, page, log } = await openApp({ profile, headers: false, base: '/a/bare/host/' });
  await getModel(page);
  await paste(page, RELEASE);
  await scored(page);
  const first = await readSentences(page);
  await server.stop();

  await page.reload();
  await page.locator('[data-testid=sentence][data-label]').first().waitFor();
  expect(await readSentences(page)).toEqual(first);
  await pasteNew(page, WARNING);
  await scored(page);
  expect(await page.evaluate(() => window.crossOriginIsolated)).toBe(true);
  const threads = Number(await page.getByTestId('status-backend').getAttribute('data-threads'));
  expect(threads).toBe(Math.min(4, await page.evaluate(() => navigator.hardwareConcurrency)));
  // Samples are part of the app.
  await page.getByTestId('new-document').click();
  await page.getByTestId('sample-harrowgate-update').click();
  await scored(page);
  expect(log.failures).toEqual([]);
  await browser.close();

  // Another day, another browser, and still no server.
  const again = await openBrowser(server, { profile });
  expect(await again.page.getByTestId('document').count()).toBe(3);
  await pasteNew(again.page, `${GOOD_NEWS}\n\n${BAD_NEWS}`);
  await scored(again.page);
  const labels = (await readSentences(again.page)).map(({ label }) => label);
  expect(labels).toEqual(['positive', 'negative']);
  expect(again.log.failures).toEqual([]);
});
