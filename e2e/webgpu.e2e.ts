import { rmSync } from 'node:fs';
import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { CHUNKS, getModel, openApp, paste, pasteNew, readSentences, scored } from './harness/app.ts';
import { booted, closeAll } from './harness/session.ts';
import { buildWithSmallPack } from './harness/small-pack.ts';
import { RELEASE, WARNING } from './harness/texts.ts';

// The adapter here computes in software: this shows rightness, never speed.

let dist = '';
let wrong = '';

beforeAll(async () => {
  dist = await buildWithSmallPack();
  wrong = await buildWithSmallPack({ wrongBy: 0.02 });
});
afterEach(closeAll);
afterAll(() => {
  for (const folder of [dist, wrong]) rmSync(folder, { recursive: true, force: true });
});

const TRIAL = { timeout: 110_000 };

async function toModels(page: Page): Promise<void> {
  await page.evaluate(() => {
    location.hash = '#/models';
  });
  await page.getByTestId('backend').waitFor();
}

async function toDesk(page: Page): Promise<void> {
  await page.evaluate(() => {
    location.hash = '#/';
  });
}

/** Insists on WebGPU and agrees to the download; waits for the verdict of the trial. */
async function insist(page: Page): Promise<void> {
  await page.getByTestId('backend-wish').selectOption('webgpu');
  await page.getByTestId('try-webgpu').click();
  await page.locator('[data-testid=backend-progress]').waitFor();
  await page.locator('[data-testid=backend-progress]').waitFor({ state: 'detached', ...TRIAL });
}

const reason = (page: Page) => page.getByTestId('backend-verdict').getAttribute('data-reason');
const serving = (page: Page) => page.getByTestId('status-backend').getAttribute('data-backend');

describe('WebGPU on a software adapter', () => {
  test('is refused at sight with the reason, and nothing for it is fetched', async () => {
    const { server, page } = await openApp({ root: dist });
    await getModel(page);
    await toModels(page);
    expect(await reason(page)).toBe('software-adapter');
    expect(await page.getByTestId('backend-verdict').innerText()).toMatch(/swiftshader/i);
    expect(await page.getByTestId('try-webgpu').count()).toBe(0);
    const before = server.requests(CHUNKS).length;
    await page.waitForTimeout(3_000);
    expect(server.requests(CHUNKS)).toHaveLength(before);
  });

  test('reproduces its goldens when the reader insists, holds every product, and reads as WASM does', async () => {
    const { server, page, log } = await openApp({ root: dist });
    await getModel(page);
    await paste(page, `${RELEASE}\n\n${WARNING}`);
    await scored(page);
    expect(await serving(page)).toBe('wasm');
    const onWasm = await readSentences(page);
    expect(new Set(onWasm.map(({ label }) => label)).size).toBeGreaterThan(1);

    await toModels(page);
    await insist(page);
    expect(['faster', 'slower']).toContain(await reason(page));
    const found = await page.getByTestId('backend-verdict').innerText();
    const [, on, all] = /(\d+) of (\d+) matrix products/.exec(found) ?? [];
    expect(Number(all)).toBeGreaterThan(8);
    expect(on).toBe(all);
    expect(found).toMatch(/32 × 32 tokens: .* on WebGPU, .* on WASM/);
    await page.locator('[data-testid=status-backend][data-backend=webgpu]').waitFor(TRIAL);

    // The same text in a new document is read by the other backend.
    await toDesk(page);
    await page.getByTestId('new-document').click();
    await paste(page, `${WARNING}\n\n${RELEASE}`);
    await scored(page, TRIAL.timeout);
    expect(await serving(page)).toBe('webgpu');
    const labels = (sentences: typeof onWasm) =>
      Object.fromEntries(sentences.map(({ text, label }) => [text.trim(), label]));
    expect(labels(await readSentences(page))).toEqual(labels(onWasm));

    // Wish and verdict outlive the page; taking the wish back brings WASM.
    const fetched = server.requests(CHUNKS).length;
    await page.reload();
    await booted(page);
    await toModels(page);
    await page.locator('[data-testid=backend][data-serves=webgpu]').waitFor();
    expect(await page.getByTestId('backend-wish').inputValue()).toBe('webgpu');
    expect(server.requests(CHUNKS)).toHaveLength(fetched);
    await page.getByTestId('backend-wish').selectOption('measured');
    await page.locator('[data-testid=backend][data-serves=wasm]').waitFor();
    expect(log.failures).toEqual([]);
  }, 240_000);

  test('whose device is lost is built again once; the second time WASM reads on, and says so', async () => {
    const { browser, page } = await openApp({ root: dist });
    let engines = 0;
    page.on('worker', () => engines++);
    const session = await browser.context.newCDPSession(page);
    const crashGpu = () => session.send('Browser.crashGpuProcess');
    await getModel(page);
    await toModels(page);
    await insist(page);
    await page.locator('[data-testid=backend][data-serves=webgpu]').waitFor();
    await toDesk(page);
    await paste(page, WARNING);
    await scored(page, TRIAL.timeout);
    expect(await serving(page)).toBe('webgpu');

    const before = engines;
    await crashGpu();
    await pasteNew(page, RELEASE);
    await scored(page, TRIAL.timeout);
    expect(await serving(page)).toBe('webgpu');
    expect(engines).toBeGreaterThan(before);

    await crashGpu();
    await pasteNew(page, `${WARNING} ${RELEASE}`);
    await page.getByText('The processor (WASM) reads on').waitFor(TRIAL);
    await scored(page, TRIAL.timeout);
    expect(await serving(page)).toBe('wasm');
    await toModels(page);
    expect(await reason(page)).toBe('failed');
    expect(await page.getByTestId('backend-verdict').innerText()).toContain('DeviceLostError');
  }, 240_000);

  test('that answers otherwise than its goldens never serves, whatever the reader wishes', async () => {
    const { page } = await openApp({ root: wrong });
    await getModel(page);
    await toModels(page);
    await insist(page);
    expect(await reason(page)).toBe('wrong-answers');
    expect(await page.getByTestId('backend-verdict').innerText()).toContain('GoldenMismatchError');
    expect(await page.getByTestId('backend').getAttribute('data-serves')).toBe('wasm');
  });
});
