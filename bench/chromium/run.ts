import { CONTESTANTS } from '../contestants.ts';
import type { Schedule } from '../interleave.ts';
import { type Measured, measureAll, type OpenContestant, THREADS } from '../measure.ts';
import type { BenchBrowser } from './bench-page.ts';

/** Compares all contestants on WebAssembly in Chromium, with one thread and with two, each in a worker of its own. */
export async function runChromium(
  browser: BenchBrowser,
  texts: readonly string[],
  schedule: Schedule,
  say: (line: string) => void,
): Promise<Measured> {
  const all: Measured[] = [];
  for (const threads of THREADS) {
    const open: OpenContestant[] = [];
    for (const contestant of CONTESTANTS) {
      await browser.open(contestant, threads);
      open.push({
        contestant,
        classify: (some) => browser.classify(contestant.id, some),
        measure: (batch, leastMs) => browser.measure(contestant.id, texts, batch, leastMs),
      });
    }
    all.push(await measureAll(open, texts, { runtime: 'chromium', threads }, schedule, say));
    for (const { id } of CONTESTANTS) await browser.close(id);
  }
  return {
    ratios: all.flatMap(({ ratios }) => ratios),
    speeds: all.flatMap(({ speeds }) => speeds),
  };
}
