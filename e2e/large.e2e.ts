import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { getModel, newDraft, type OpenedApp, openApp, paste, pasteNew, scored } from './harness/app.ts';
import { longText } from './harness/long-text.ts';
import { closeAll } from './harness/session.ts';
import { GOOD_NEWS, WARNING } from './harness/texts.ts';
import { longestTask } from './harness/trace.ts';

afterAll(closeAll);

const SENTENCES = 10_000;
const TEXT = longText(SENTENCES);

/** What the bar of the running job says. */
async function job(page: Page): Promise<{ done: number; total: number; words: string } | undefined> {
  return page.evaluate(() => {
    const bar = document.querySelector<HTMLElement>('[data-testid=job-progress]');
    if (bar === null) return undefined;
    return {
      done: Number(bar.dataset['done']),
      total: Number(bar.dataset['total']),
      words: bar.textContent ?? '',
    };
  });
}

/** Waits until the tones stream in. */
async function streaming(page: Page, atLeast: number): Promise<void> {
  await page.waitForFunction(
    (least) => {
      const bar = document.querySelector<HTMLElement>('[data-testid=job-progress]');
      // Before, the bar counts characters that are cut.
      if (bar?.textContent?.includes('Reading the tone') !== true) return false;
      return Number(bar.dataset['total']) > 1_000 && Number(bar.dataset['done']) >= least;
    },
    atLeast,
    { timeout: 60_000 },
  );
}

/** Presses Cancel; milliseconds until the page says so, and until the worker has answered. */
function cancel(page: Page): Promise<{ page: number; worker: number }> {
  return page.evaluate(async () => {
    const until = async (reached: () => boolean) => {
      while (!reached() && performance.now() - pressed < 10_000)
        await new Promise((resolve) => setTimeout(resolve, 5));
      return performance.now() - pressed;
    };
    const button = document.querySelector<HTMLButtonElement>('[data-testid=cancel-job]');
    if (button === null) throw new Error('There is nothing to cancel.');
    const pressed = performance.now();
    button.click();
    const shown = until(() => document.querySelector('[data-testid=score-remaining]') !== null);
    // The job's promise comes from the worker: "busy" ends with its answer.
    const answered = until(
      () => document.querySelector('[data-testid=status-backend][data-state=ready]') !== null,
    );
    return { page: await shown, worker: await answered };
  });
}

/** Bytes of JavaScript objects that are in use, and elements in the page. */
async function memory(page: Page): Promise<{ heap: number; elements: number }> {
  const devtools = await page.context().newCDPSession(page);
  await devtools.send('HeapProfiler.collectGarbage');
  await devtools.send('Performance.enable');
  const { metrics } = await devtools.send('Performance.getMetrics');
  await devtools.detach();
  const heap = metrics.find(({ name }) => name === 'JSHeapUsedSize')?.value ?? Number.NaN;
  return { heap, elements: await page.locator('*').count() };
}

/** Scrolls the read view from where it is to the end, most of its height at every frame, in at most so many frames. */
function scrollThrough(page: Page, frames: number): Promise<void> {
  return page.getByTestId('read-view').evaluate(async (view, most) => {
    for (let i = 0; i < most && view.scrollTop + view.clientHeight < view.scrollHeight - 1; i++) {
      view.scrollTop += view.clientHeight * 0.8;
      await new Promise((resolve) => requestAnimationFrame(resolve));
    }
  }, frames);
}

describe('ten thousand sentences', () => {
  let app: OpenedApp;

  beforeAll(async () => {
    app = await openApp({ viewport: { width: 1280, height: 900 } });
    await getModel(app.page);
    await paste(app.page, WARNING);
    await scored(app.page);
  });

  test('are cut and read as a stream with progress and time left, and stop within half a second', async () => {
    const { page } = app;
    await pasteNew(page, TEXT);
    await streaming(page, 60);
    const first = await job(page);
    expect(first?.total).toBeGreaterThan(SENTENCES * 0.8);
    // What is in view comes first.
    await page.waitForFunction(
      () => {
        const view = document.querySelector('[data-testid=read-view]')?.getBoundingClientRect();
        const unread = ':not([data-label]):not([data-kind=table]):not([data-kind=speaker])';
        return [...document.querySelectorAll(`[data-testid=sentence]${unread}`)].every(
          (element) => element.getBoundingClientRect().top > (view?.bottom ?? 0),
        );
      },
      undefined,
      { timeout: 20_000 },
    );
    expect((await job(page))?.done).toBeLessThan(SENTENCES / 4);
    await expect.poll(async () => (await job(page))?.words, { timeout: 20_000 }).toMatch(/left/);
    await streaming(page, (first?.done ?? 0) + 60);

    const took = await cancel(page);
    console.log(`Cancelled: page ${took.page.toFixed(0)} ms, worker ${took.worker.toFixed(0)} ms.`);
    expect(took.page).toBeLessThan(500);
    expect(took.worker).toBeLessThan(500);

    // What was read stays, and only the rest is left.
    const counted = await page.getByTestId('score-remaining').textContent();
    const rest = Number(counted?.replace(/\D/g, ''));
    expect(rest).toBeLessThan(first?.total ?? 0);
    await page.getByTestId('score-remaining').click();
    await streaming(page, 20);
    expect((await job(page))?.total).toBe(rest);
    await cancel(page);

    const started = performance.now();
    await newDraft(page);
    await page.getByTestId('paste-area').fill(GOOD_NEWS);
    await page.locator('[data-testid=count-positive][data-count="1"]').waitFor({ timeout: 5_000 });
    expect(performance.now() - started).toBeLessThan(5_000);
  });

  test('scroll without a long task while they are read, and the page holds only what is in view', async () => {
    const { page } = app;
    await pasteNew(page, `${TEXT}\n\nThe second copy ends here.`);
    await streaming(page, 20);
    const longest = await longestTask(page, () => scrollThrough(page, 150));
    console.log(
      `Longest task in ${longest.tasks}: ${longest.cpuMs.toFixed(1)} ms of processor, ${longest.wallMs.toFixed(1)} ms by the clock.`,
    );
    expect(longest.tasks).toBeGreaterThan(150);
    expect(longest.cpuMs).toBeLessThan(50);
    // The end, whose height is a guess until it is laid out.
    await expect
      .poll(() =>
        page.getByTestId('read-view').evaluate((view) => {
          view.scrollTop = view.scrollHeight;
          return view.scrollTop + view.clientHeight >= view.scrollHeight - 1;
        }),
      )
      .toBe(true);
    await page.getByTestId('sentence').filter({ hasText: 'The second copy ends here.' }).waitFor();
    expect((await memory(page)).elements).toBeLessThan(2_500);
    await cancel(page);
  });

  test('leave memory as it was when they are opened again and again', async () => {
    const { page } = app;
    const open = async (index: number) => {
      await page.locator('.document-open').nth(index).click();
      await page.getByTestId('sentence').first().waitFor();
      await scrollThrough(page, 10);
      if ((await job(page)) !== undefined) await cancel(page);
    };
    await open(0);
    await open(1);
    const before = await memory(page);
    // One reading may fall before a collection: what stays is in all of them.
    let after = Number.POSITIVE_INFINITY;
    for (let i = 0; i < 3; i++) {
      await open(0);
      await open(1);
      const { heap, elements } = await memory(page);
      after = Math.min(after, heap);
      expect(elements).toBeLessThan(2_500);
    }
    console.log(`Heap: ${(before.heap / 1e6).toFixed(1)} MB, then ${(after / 1e6).toFixed(1)} MB.`);
    expect(after).toBeLessThan(before.heap * 1.5 + 10e6);
  });
});
