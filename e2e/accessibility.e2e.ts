import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { getModel, type OpenedApp, openApp, paste, pasteNew, scored } from './harness/app.ts';
import { closeAll } from './harness/session.ts';
import { RELEASE, WARNING } from './harness/texts.ts';

afterAll(closeAll);

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const SIZES = {
  wide: { width: 1360, height: 900 },
  narrow: { width: 390, height: 780 },
} as const;

/** Serious and critical findings of axe in what the page shows now, in words. */
async function findings(page: Page): Promise<string[]> {
  // Evaluated over DevTools, which the page's policy does not bind.
  await page.evaluate(AXE);
  return page.evaluate(async () => {
    const axe = Reflect.get(window, 'axe');
    const { violations } = await axe.run(document, { resultTypes: ['violations'] });
    const grave = [];
    for (const { id, impact, nodes } of violations) {
      if (impact !== 'serious' && impact !== 'critical') continue;
      for (const { html, failureSummary } of nodes) grave.push(`${id}: ${html} ${failureSummary}`);
    }
    return grave;
  });
}

/** What has the focus, by its test id or its words. */
function focused(page: Page): Promise<string> {
  return page.evaluate(() => {
    const at = document.activeElement;
    return at?.getAttribute('data-testid') ?? at?.textContent?.trim() ?? '';
  });
}

/** Looks at the page in light and dark, wide and narrow. */
async function findingsInEveryLook(page: Page): Promise<string[]> {
  const all: string[] = [];
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    for (const [name, size] of Object.entries(SIZES)) {
      await page.setViewportSize(size);
      await page.waitForTimeout(150);
      all.push(...(await findings(page)).map((finding) => `${colorScheme}, ${name}: ${finding}`));
    }
  }
  await page.setViewportSize(SIZES.wide);
  return all;
}

describe('axe finds nothing serious', () => {
  let app: OpenedApp;

  beforeAll(async () => {
    app = await openApp({ viewport: SIZES.wide });
  });

  test('on the first run', async () => {
    await app.page.getByTestId('download-model').waitFor();
    expect(await findingsInEveryLook(app.page)).toEqual([]);
  });

  test('on the Desk with a document that is read, a selection, a filter and the sheet of keys', async () => {
    const { page } = app;
    await getModel(page);
    await paste(page, RELEASE);
    await scored(page);
    expect(await findingsInEveryLook(page)).toEqual([]);
    await page.keyboard.press('j');
    await page.getByTestId('count-positive').click();
    expect(await findingsInEveryLook(page)).toEqual([]);
    await page.keyboard.press('?');
    await page.getByTestId('key-sheet').waitFor();
    expect(await findings(page)).toEqual([]);
    await page.keyboard.press('Escape');
    await page.getByTestId('mode-edit').click();
    expect(await findingsInEveryLook(page)).toEqual([]);
  });

  test('on the models, with everything unfolded, and in the questions that are asked', async () => {
    const { server, page } = app;
    await page.goto(`${server.url}#/models`);
    await page.getByTestId('installed').waitFor();
    for (const summary of await page.locator('summary').all()) await summary.click();
    expect(await findingsInEveryLook(page)).toEqual([]);
    await page.getByTestId('delete-model').click();
    await page.getByTestId('confirm-delete-model').waitFor();
    expect(await findings(page)).toEqual([]);
    await page.keyboard.press('Escape');
    // Nothing was deleted, and the focus is where it was.
    await page.getByTestId('confirm-delete-model').waitFor({ state: 'detached' });
    await expect.poll(() => focused(page)).toBe('delete-model');
    expect(await page.getByTestId('installed').count()).toBe(1);
    await page.getByTestId('status-help-button').click();
    await page.getByTestId('status-help').waitFor();
    expect(await findings(page)).toEqual([]);
    await page.keyboard.press('Escape');
  });

  test('on the page about it all', async () => {
    const { server, page } = app;
    await page.goto(`${server.url}#/about`);
    await page.getByRole('heading', { level: 1 }).waitFor();
    await page.waitForTimeout(500);
    expect(await findingsInEveryLook(page)).toEqual([]);
  });
});

describe('the keyboard', () => {
  let page: Page;
  const selected = () =>
    page.evaluate(() => {
      const chosen = document.querySelector<HTMLElement>('[data-testid=sentence][aria-selected=true]');
      return chosen === null ? undefined : Number(chosen.dataset['index']);
    });
  const pressed = (tone: string) => page.getByTestId(`count-${tone}`).getAttribute('aria-pressed');

  beforeAll(async () => {
    ({ page } = await openApp({ viewport: SIZES.wide }));
    await getModel(page);
    await paste(page, RELEASE);
    await scored(page);
  });

  test('leads through the sentences in read mode', async () => {
    await page.keyboard.press('j');
    await expect.poll(selected).toBe(0);
    await page.keyboard.press('j');
    await page.keyboard.press('j');
    await expect.poll(selected).toBe(2);
    await page.keyboard.press('k');
    await expect.poll(selected).toBe(1);
    const list = page.getByTestId('read-view');
    expect(await list.getAttribute('aria-activedescendant')).toBe('sentence-1');
    await page.keyboard.press('Escape');
    await expect.poll(selected).toBeUndefined();
  });

  test('filters by tone and searches', async () => {
    for (const [key, tone] of [
      ['1', 'positive'],
      ['2', 'negative'],
      ['3', 'neutral'],
    ] as const) {
      await page.keyboard.press(key);
      expect(await pressed(tone)).toBe('true');
      await page.keyboard.press(key);
      expect(await pressed(tone)).toBe('false');
    }
    await page.keyboard.press('/');
    // Its letters are keys as well, outside the field.
    await page.keyboard.type('the plant');
    expect(await page.getByTestId('search').inputValue()).toBe('the plant');
    await page.locator('.s:not([data-dim]) mark').waitFor();
    expect(await page.locator('[data-testid=sentence]:not([data-dim])').count()).toBe(1);
    await page.keyboard.press('Enter');
    await expect.poll(selected).toBe(3);
    await page.keyboard.press('Escape');
    await expect.poll(() => page.getByTestId('search').inputValue()).toBe('');
    await page.keyboard.press('Escape');
    await expect.poll(selected).toBeUndefined();
  });

  test('opens the sheet of keys, whose Escape gives the focus back', async () => {
    await page.keyboard.press('?');
    await page.getByTestId('key-sheet').waitFor();
    await page.keyboard.press('j');
    expect(await selected()).toBeUndefined();
    await page.keyboard.press('Escape');
    await page.getByTestId('key-sheet').waitFor({ state: 'detached' });
    await page.keyboard.press('j');
    await expect.poll(selected).toBe(0);
    await page.keyboard.press('Escape');
  });

  test('types in edit mode, where the same keys are letters', async () => {
    await page.keyboard.press('e');
    const area = page.getByTestId('paste-area');
    await area.waitFor();
    await expect.poll(() => area.evaluate((element) => document.activeElement === element)).toBe(true);
    const before = await area.inputValue();
    await page.keyboard.press('Control+End');
    await page.keyboard.type(' jk/?123e');
    expect(await area.inputValue()).toBe(`${before} jk/?123e`);
    expect(await page.getByTestId('key-sheet').count()).toBe(0);
    expect(await pressed('positive')).toBe('false');
  });

  test('renames and deletes a document from the list and stays in it', async () => {
    const documents = page.getByTestId('document');
    const before = await documents.count();
    await pasteNew(page, RELEASE);
    await expect.poll(() => documents.count()).toBe(before + 1);
    await page.locator('.document-open').first().focus();
    await page.keyboard.press('F2');
    await page.keyboard.type('Named by keyboard');
    await page.keyboard.press('Enter');
    await documents.filter({ hasText: 'Named by keyboard' }).waitFor();
    await expect.poll(() => focused(page)).toContain('Named by keyboard');
    await page.keyboard.press('Delete');
    await expect.poll(() => documents.count()).toBe(before);
    await expect.poll(() => page.evaluate(() => document.activeElement?.className)).toBe('document-open');
  });

  test('reaches the text, the documents and the models by Tab alone', async () => {
    await pasteNew(page, WARNING);
    await scored(page);
    await page.locator('body').click({ position: { x: 2, y: 2 } });
    const reached = new Set<string>();
    for (let i = 0; i < 60; i++) {
      await page.keyboard.press('Tab');
      reached.add(await focused(page));
    }
    for (const name of ['read-view', 'new-document', 'timeline', 'count-positive', 'search', 'Models']) {
      expect([...reached]).toContain(name);
    }
  });
});
