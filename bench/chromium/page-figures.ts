import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { readCatalogue } from '../../e2e/harness/reference.ts';
import { DIST } from '../../e2e/harness/server.ts';
import { contestant, OURS } from '../contestants.ts';
import { BenchError } from '../errors.ts';
import type { Prepared } from '../models/prepare.ts';
import type { PageFigures } from '../results.ts';
import { ratioSpread, type Spread, spread } from '../statistics.ts';
import type { BenchBrowser } from './bench-page.ts';
import { firstRun, type Journey, travel } from './journey.ts';

const BUILD = fileURLToPath(new URL('../../scripts/build.mjs', import.meta.url));

/** Threads of the product's session on this machine. */
const MOST_THREADS = 4;

/**
 * Visits the built app again and again, each time beside the creation of one session.
 * @throws BenchError where the build serves another model than the published one.
 */
export async function pageFigures(
  browser: BenchBrowser,
  prepared: Prepared,
  visits: number,
  cores: number,
  say: (line: string) => void,
): Promise<PageFigures> {
  if (!existsSync(join(DIST, 'index.html'))) spawnSync(process.execPath, [BUILD], { stdio: 'inherit' });
  const catalogue = readCatalogue();
  if (!catalogue.packs.some(({ hash }) => hash === prepared.published.hash)) {
    throw new BenchError('The build is older than the published packs: run "npm run build" first.');
  }
  const journeys: Journey[] = [];
  const creations: number[] = [];
  for (let visit = 0; visit < visits; visit++) {
    creations.push(await browser.open(contestant(OURS), Math.min(MOST_THREADS, cores)));
    await browser.close(OURS);
    const journey = await travel();
    journeys.push(journey);
    say(`page: cold ${journey.coldMs.toFixed(0)} ms, offline ${journey.offlineMs.toFixed(0)} ms`);
  }
  const runtimes = catalogue.runtimes.flatMap(({ files }) => files.flatMap(({ chunks }) => chunks));
  const paths = new Set(runtimes.map(({ sha256 }) => `packs/chunks/${sha256}.bin`));
  const timed = (times: readonly number[]) => ({
    milliseconds: spread(times),
    sessions: ratioSpread(times, creations),
  });
  return {
    sessionCreation: spread(creations),
    coldToFirstTone: timed(journeys.map(({ coldMs }) => coldMs)),
    offlineToFirstTone: timed(journeys.map(({ offlineMs }) => offlineMs)),
    firstRun: firstRun(journeys[0]?.requests ?? [], paths),
    memory: {
      peakResident: seen(journeys.map(({ peakMB }) => peakMB)),
      agent: seen(journeys.map(({ agentMB }) => agentMB)),
    },
  };
}

function seen(values: readonly (number | null)[]): Spread | null {
  const numbers = values.filter((value) => value !== null);
  return numbers.length === 0 ? null : spread(numbers);
}
