import { readFileSync } from 'node:fs';
import type { Page } from 'playwright-core';
import * as v from 'valibot';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { exportedSentenceSchema } from '../src/documents/exported.ts';
import {
  CHUNKS,
  engineState,
  getModel,
  installed,
  type OpenedApp,
  openApp,
  paste,
  pasteNew,
  readGauge,
  readSentences,
  scored,
} from './harness/app.ts';
import { firstRunChunks, openReference } from './harness/reference.ts';
import { booted, closeAll } from './harness/session.ts';
import { BAD_NEWS, GOOD_NEWS, RELEASE } from './harness/texts.ts';

afterAll(closeAll);

const exportedFile = v.object({ sentences: v.array(exportedSentenceSchema) });
type ExportedFile = v.InferOutput<typeof exportedFile>;

const TONELESS = new Set(['table', 'speaker']);

/** Notes every state of the download's bar from now on. */
async function watchDownload(
  page: Page,
): Promise<() => Promise<{ done: number; total: number; words: string }[]>> {
  await page.evaluate(() => {
    const seen: { done: number; total: number; words: string }[] = [];
    Object.assign(window, { seenDownload: seen });
    new MutationObserver(() => {
      const bar = document.querySelector<HTMLElement>('[data-testid=download-progress]');
      if (bar === null) return;
      const { done, total } = bar.dataset;
      seen.push({ done: Number(done), total: Number(total), words: bar.textContent ?? '' });
    }).observe(document.body, { subtree: true, childList: true, attributes: true, characterData: true });
  });
  return () => page.evaluate(() => Reflect.get(window, 'seenDownload'));
}

/** Sentences with their probabilities, as the page exports them. */
async function exportJson(page: Page): Promise<ExportedFile> {
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByTestId('export-json').click(),
  ]);
  return v.parse(exportedFile, JSON.parse(readFileSync(await download.path(), 'utf8')));
}

describe('the first run', () => {
  test('a text that was pasted first waits for the model, whose download shows how far it is, and is then read', async () => {
    const { server, page, log } = await openApp();
    server.fault(CHUNKS, { kind: 'slow', bytesPerSecond: 12_000_000 });
    await paste(page, RELEASE);
    await page.getByTestId('sentence').first().waitFor();
    expect(await page.locator('[data-testid=sentence][data-label]').count()).toBe(0);
    expect(await engineState(page)).toBe('none');
    expect(server.requests(CHUNKS)).toEqual([]);

    const seen = await watchDownload(page);
    await getModel(page);
    const states = await seen();
    const bytes = firstRunChunks().reduce((sum, chunk) => sum + chunk.bytes, 0);
    const running = states.filter(({ total }) => total > 0);
    expect(running.length).toBeGreaterThan(4);
    for (const { total } of running) expect(total).toBe(bytes);
    expect(running.map(({ done }) => done)).toEqual(running.map(({ done }) => done).sort((a, b) => a - b));
    expect(running.some(({ done }) => done > 0 && done < bytes)).toBe(true);
    expect(running.some(({ words }) => /MB\/s/.test(words))).toBe(true);
    expect(
      server
        .requests(CHUNKS)
        .map(({ path }) => path)
        .sort(),
    ).toEqual(
      firstRunChunks()
        .map(({ path }) => path)
        .sort(),
    );

    await scored(page);
    const sentences = await readSentences(page);
    expect(sentences.length).toBe(9);
    for (const { kind, label } of sentences) expect(label === undefined).toBe(TONELESS.has(kind));
    expect(sentences.map(({ text }) => text)).toContain(
      'Approx. 60 % of sales came from the U.S. and Canada.',
    );

    const { counts, value } = await readGauge(page);
    const count = (tone: string) => sentences.filter(({ label }) => label === tone).length;
    const all = count('positive') + count('negative') + count('neutral');
    expect(counts).toEqual({
      positive: count('positive'),
      negative: count('negative'),
      neutral: count('neutral'),
    });
    expect(value).toBeCloseTo((count('positive') - count('negative')) / all, 4);
    expect(log.failures).toEqual([]);
  });
});

describe('with a model', () => {
  let app: OpenedApp;

  beforeAll(async () => {
    app = await openApp();
    await getModel(app.page);
    await paste(app.page, GOOD_NEWS);
    await scored(app.page);
  });

  test('the page gives the answers that onnxruntime-node gives for the same pack', async () => {
    const { page } = app;
    await pasteNew(page, `${GOOD_NEWS}\n\n${BAD_NEWS}\n\n${RELEASE}`);
    await scored(page);
    const sentences = await readSentences(page);
    const exported = await exportJson(page);
    expect(exported.sentences.map(({ text }) => text)).toEqual(sentences.map(({ text }) => text));
    const reference = await openReference();
    const head = reference.pack.heads[0]?.id ?? '';
    for (const [i, { text, label, kind }] of sentences.entries()) {
      if (TONELESS.has(kind)) continue;
      const [score] = await reference.score(head, [reference.encode(text)]);
      expect({ text, label }).toEqual({ text, label: score?.label });
      // The runtimes round differently; the answer is the same one.
      expect(exported.sentences[i]?.confidence).toBeCloseTo(score?.confidence ?? Number.NaN, 1);
    }
    await reference.release();
    expect(sentences[0]).toMatchObject({ text: GOOD_NEWS, label: 'positive' });
    expect(sentences[1]).toMatchObject({ text: BAD_NEWS, label: 'negative' });
  });

  test('a reload keeps the document, its sentences and its tones, and starts no worker for it', async () => {
    const { page, server } = app;
    await pasteNew(page, RELEASE);
    await scored(page);
    const before = await readSentences(page);
    const gauge = await readGauge(page);
    // What was read is on disk two seconds later.
    await page.waitForTimeout(2_500);
    const workers: string[] = [];
    page.on('worker', (worker) => workers.push(worker.url()));
    await page.reload();
    await booted(page);
    await page.locator('[data-testid=sentence][data-label]').first().waitFor();
    await installed(page);
    expect(await readSentences(page)).toEqual(before);
    expect(await readGauge(page)).toEqual(gauge);
    await page.waitForTimeout(1_000);
    expect(await engineState(page)).toBe('asleep');
    expect(workers).toEqual([]);
    expect(server.requests(CHUNKS)).toHaveLength(firstRunChunks().length);
  });

  test('the engine ends when nothing is asked of it, and comes back for the next text', async () => {
    const { page } = app;
    await page.clock.install();
    await page.reload();
    await booted(page);
    await pasteNew(page, `${RELEASE}\n\nThe quarter ended on 30 September.`);
    await scored(page);
    const running = page.workers().length;
    expect(running).toBeGreaterThan(0);
    await page.clock.fastForward('04:30');
    expect(await engineState(page)).toBe('ready');
    await page.clock.fastForward('01:00');
    await page.locator('[data-testid=status-backend][data-state=asleep]').waitFor();
    await expect.poll(() => page.workers().length).toBeLessThan(running);

    await page.getByTestId('mode-edit').click();
    await page.getByTestId('paste-area').fill(`${RELEASE}\n\n${BAD_NEWS}`);
    await page.getByTestId('mode-read').click();
    await page.locator('[data-testid=sentence][data-label=negative]', { hasText: BAD_NEWS }).waitFor();
    await scored(page);
  });
});
