import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  getModel,
  newDraft,
  type OpenedApp,
  openApp,
  paste,
  pasteNew,
  readSentences,
  scored,
  shownError,
} from './harness/app.ts';
import { longText } from './harness/long-text.ts';
import { closeAll } from './harness/session.ts';
import { GOOD_NEWS, WARNING } from './harness/texts.ts';

afterAll(closeAll);

/** Longest time in milliseconds that the page may leave a reader without an answer. */
const FROZEN_MS = 2_000;

let app: OpenedApp;

beforeAll(async () => {
  app = await openApp();
  await getModel(app.page);
  await paste(app.page, WARNING);
  await scored(app.page);
});

/** Opens a file by the button behind "Open a file". */
async function openFile(page: Page, name: string, buffer: Buffer | string): Promise<void> {
  const mimeType = 'application/octet-stream';
  await page.getByTestId('file-input').setInputFiles({ name, mimeType, buffer: Buffer.from(buffer) });
}

/** Measures the longest gap between two turns of the page's event loop while `work` runs. */
async function longestFreeze(page: Page, work: () => Promise<void>): Promise<number> {
  await page.evaluate(() => {
    const watch = { last: performance.now(), longest: 0, running: true };
    const turn = () => {
      watch.longest = Math.max(watch.longest, performance.now() - watch.last);
      watch.last = performance.now();
      if (watch.running) setTimeout(turn, 10);
    };
    Object.assign(window, { freezeWatch: watch });
    turn();
  });
  await work();
  return page.evaluate(() => {
    const watch = Reflect.get(window, 'freezeWatch');
    watch.running = false;
    return Number(watch.longest);
  });
}

/** Waits for a file to be refused, for this reason, with words that say what to do. */
async function refused(page: Page, error: string, advice: RegExp): Promise<void> {
  await page.getByTestId('error').first().waitFor();
  expect(await shownError(page)).toBe(error);
  expect(await page.getByTestId('error').first().textContent()).toMatch(advice);
  expect(await page.getByTestId('job-progress').count()).toBe(0);
}

/** The page goes on as if nothing had been. */
async function stillReads(page: Page): Promise<void> {
  await newDraft(page);
  await page.getByTestId('paste-area').fill(GOOD_NEWS);
  await page.locator('[data-testid=count-positive][data-count="1"]').waitFor({ timeout: 10_000 });
  expect(await page.getByTestId('crash').count()).toBe(0);
  expect(app.log.failures).toEqual([]);
}

test('nothing, or white space only, is no error: the page says that there is nothing to read', async () => {
  const { page } = app;
  const before = await page.getByTestId('document').count();
  await newDraft(page);
  expect(await page.getByTestId('mode-read').isDisabled()).toBe(true);
  await paste(page, '');
  await page.waitForTimeout(300);
  expect(await page.getByTestId('document').count()).toBe(before);
  await page.getByTestId('paste-area').fill(' \n\t \u00a0\n\n ');
  await page.getByTestId('mode-read').click();
  await page.getByTestId('read-empty').waitFor();
  expect(await page.getByTestId('read-empty').textContent()).toMatch(/\w/);
  await page.getByTestId('read-empty').getByRole('button').last().click();
  await page.getByTestId('paste-area').waitFor();
  await stillReads(page);
});

test.each([
  ['an empty file', 'empty.txt', Buffer.alloc(0), 'EmptyFileError', /another file/],
  ['a file of white space', 'blank.txt', Buffer.from(' \r\n\t\r\n '), 'EmptyFileError', /another file/],
  [
    'a picture with the name of a text',
    'results.txt',
    Buffer.concat([
      Buffer.from('\x89PNG\r\n\x1a\n\0\0\0\rIHDR', 'latin1'),
      Buffer.from(Array.from({ length: 5_000 }, (_, i) => (i * i * 7) & 0xff)),
    ]),
    'BinaryFileError',
    /copy the text and paste/,
  ],
  ['a file of 33 MB', 'huge.txt', Buffer.alloc(33 * 2 ** 20, 'All is well. '), 'FileTooLargeError', /Split/],
])('%s is refused with advice', async (_, name, bytes, error, advice) => {
  const { page } = app;
  await openFile(page, name, bytes);
  await refused(page, error, advice);
  await stillReads(page);
});

test('five megabytes are cut and read without a freeze, and can be stopped', async () => {
  const { page } = app;
  const text = longText(60_000).slice(0, 5 * 2 ** 20);
  expect(text.length).toBe(5 * 2 ** 20);
  await newDraft(page);
  const frozen = await longestFreeze(page, async () => {
    await paste(page, text);
    await page.locator('[data-testid=sentence][data-label]').first().waitFor({ timeout: 60_000 });
    await page.getByTestId('cancel-job').click();
    await page.getByTestId('score-remaining').waitFor();
    await page.getByTestId('mode-edit').click();
    await page.getByTestId('paste-area').waitFor();
    await page.getByTestId('mode-read').click();
    await page.getByTestId('sentence').first().waitFor();
  });
  console.log(`Five megabytes: the page stood still for ${frozen.toFixed(0)} ms at most.`);
  expect(frozen).toBeLessThan(FROZEN_MS);
  await stillReads(page);
});

test('one line of a megabyte without a space or a full stop is a sentence like any other', async () => {
  const { page } = app;
  await newDraft(page);
  const frozen = await longestFreeze(page, async () => {
    await paste(page, 'profit'.repeat(2 ** 20 / 6));
    await scored(page);
  });
  expect(frozen).toBeLessThan(FROZEN_MS);
  await stillReads(page);
});

test.each([
  ['emoji', '🚀🚀 Profit rose sharply this year! 👩‍👩‍👧‍👦 The family office is pleased 🇫🇮.'],
  ['right-to-left writing', 'ارتفعت أرباح الشركة في الربع الثالث.\n\nהרווח הנקי של החברה ירד בחדות השנה.'],
  ['lone surrogates', `Profit rose \ud83d sharply this year. The \udc00 company cut its dividend again.`],
  [
    'control characters',
    'Profit rose\u0000 sharply\u0007 this year.\u2028The company\ufeff cut its dividend\u200b again.',
  ],
  ['marks piled on letters', `Z${'\u0301'.repeat(500)}algo profit rose sharply this year, the company said.`],
])('%s: read, and kept as pasted', async (_, text) => {
  const { page } = app;
  await pasteNew(page, text);
  await scored(page);
  const shown = (await readSentences(page)).map((sentence) => sentence.text);
  for (const sentence of shown) expect(text).toContain(sentence);
  expect(shown.join('').length).toBeGreaterThan(text.length * 0.8);
  await page.getByTestId('mode-edit').click();
  expect(await page.getByTestId('paste-area').evaluate((area: HTMLTextAreaElement) => area.value)).toBe(text);
  await stillReads(page);
});

test('a page in Windows-1252 becomes its text, without its markup', async () => {
  const { page } = app;
  const html =
    '<!doctype html><html><head><meta charset="windows-1252"><title>Kestrel \x97 results</title>' +
    '<style>p { color: red }</style></head><body><h1>Kestrel \x97 results</h1>' +
    '<p>Sales rose to \x80 12&nbsp;million \x96 a \x93record\x94.</p><script>alert(1)</script>' +
    '<p>The caf\xe9 business was closed at a loss.</p></body></html>';
  await openFile(page, 'kestrel.htm', Buffer.from(html, 'latin1'));
  await scored(page);
  const shown = (await readSentences(page)).map(({ text }) => text.replaceAll('\u00a0', ' '));
  expect(shown).toContain('Sales rose to € 12 million – a “record”.');
  expect(shown).toContain('The café business was closed at a loss.');
  expect(shown.join(' ')).not.toMatch(/alert|color|</);
  expect(await page.getByTestId('document-title').textContent()).toBe('Kestrel — results');
  await stillReads(page);
});

test('a table in CSV is read by its column of text', async () => {
  const { page } = app;
  const csv =
    'id;date;headline;value\r\n' +
    '1;2026-03-01;"Profit rose sharply; the outlook was raised.";12,5\r\n' +
    '2;2026-03-02;"The company reported a heavy loss and cut its dividend.";-3\r\n' +
    '3;2026-03-03;"The annual meeting takes place on 12 May in Linz.";0\r\n';
  await openFile(page, 'news.csv', csv);
  await scored(page);
  const shown = await readSentences(page);
  expect(shown.map(({ text }) => text)).toEqual([
    'Profit rose sharply; the outlook was raised.',
    'The company reported a heavy loss and cut its dividend.',
    'The annual meeting takes place on 12 May in Linz.',
  ]);
  expect((await page.getByTestId('toast').allTextContents()).join()).toContain('column “headline”');
  await stillReads(page);
});
