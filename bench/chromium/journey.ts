import { rm } from 'node:fs/promises';
import type { Page } from 'playwright-core';
import { CHUNKS, paste, pasteNew, scored } from '../../e2e/harness/app.ts';
import { launchPersistent, newProfile } from '../../e2e/harness/browser.ts';
import { type LoggedRequest, TestServer } from '../../e2e/harness/server.ts';
import { booted } from '../../e2e/harness/session.ts';
import { GOOD_NEWS, RELEASE } from '../../e2e/harness/texts.ts';
import type { PageFigures } from '../results.ts';
import { agentMemory, MEMORY_FLAG, peakResident } from './memory.ts';
import { newPage } from './new-page.ts';

/** One first visit and one visit without a network. */
export interface Journey {
  readonly coldMs: number;
  readonly offlineMs: number;
  readonly requests: readonly LoggedRequest[];
  readonly peakMB: number | null;
  readonly agentMB: number | null;
}

/** Visits the built app with a new profile, then again, in a new browser, with the server dead. */
export async function travel(): Promise<Journey> {
  const profile = newProfile();
  const server = await TestServer.start();
  try {
    const first = await launchPersistent({ profile, args: [MEMORY_FLAG] });
    const page = await newPage(first);
    const coldMs = await clocked(page, server.url, RELEASE.split('\n')[0] ?? '', async () => {
      await paste(page, RELEASE);
      await page.getByTestId('download-model').click();
    });
    await scored(page);
    const [peakMB, agentMB] = [peakResident(profile), await agentMemory(page)];
    await first.close();
    await server.stop();

    const second = await launchPersistent({ profile });
    const again = await newPage(second);
    const offlineMs = await clocked(again, server.url, GOOD_NEWS, () => pasteNew(again, GOOD_NEWS));
    await second.close();
    return { coldMs, offlineMs, requests: server.log, peakMB, agentMB };
  } finally {
    await server.stop();
    await rm(profile, { recursive: true, force: true, maxRetries: 5 });
  }
}

/** Milliseconds from before the navigation until a sentence that starts so shows its tone, by the page's clock. */
async function clocked(page: Page, url: string, start: string, ask: () => Promise<void>): Promise<number> {
  const began = Date.now();
  await page.goto(url);
  await booted(page);
  await ask();
  const seen = await page.waitForFunction(
    (wanted) => {
      const read = [...document.querySelectorAll('[data-testid=sentence][data-label]')];
      const there = read.some((sentence) => wanted === '' || sentence.textContent?.startsWith(wanted));
      return there && performance.timeOrigin + performance.now();
    },
    start,
    { timeout: 120_000, polling: 'raf' },
  );
  return Number(await seen.jsonValue()) - began;
}

/** What the server sent of the first visit, by kind. */
export function firstRun(
  requests: readonly LoggedRequest[],
  runtimeChunks: ReadonlySet<string>,
): PageFigures['firstRun'] {
  const sizeOf = ({ responseHeaders }: LoggedRequest) => Number(responseHeaders['Content-Length'] ?? 0);
  const sum = (some: readonly LoggedRequest[]) => some.reduce((bytes, request) => bytes + sizeOf(request), 0);
  const chunks = requests.filter(({ path }) => CHUNKS.test(path));
  const runtime = sum(chunks.filter(({ path }) => runtimeChunks.has(path)));
  const bytes = sum(requests);
  return {
    bytes,
    runtime,
    model: sum(chunks) - runtime,
    app: bytes - sum(chunks),
    requests: requests.length,
  };
}
