/** `npm run bench`: measured comparisons that anyone can repeat. */

import { writeFile } from 'node:fs/promises';
import { cpus } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { UndertoneError } from '../src/errors.ts';
import { BenchBrowser } from './chromium/bench-page.ts';
import { pageFigures } from './chromium/page-figures.ts';
import { runChromium } from './chromium/run.ts';
import { buildSite } from './chromium/site.ts';
import { measuredTexts } from './corpus.ts';
import { load, machine, versions } from './machine.ts';
import type { Measured } from './measure.ts';
import { prepareModels } from './models/prepare.ts';
import { readPublished } from './models/published.ts';
import { FINBERT } from './models/shape.ts';
import { runNode } from './node/run.ts';
import { HELP, type Options, readOptions } from './options.ts';
import type { PageFigures, Results } from './results.ts';
import { benchTables } from './table.ts';
import { TEXTS, TOKENS } from './texts.ts';

const SITE = fileURLToPath(new URL('../.cache/bench/site', import.meta.url));
const RESULTS = fileURLToPath(new URL('results.json', import.meta.url));

const say = (line: string): void => console.error(line);

async function run({ parts, quick, schedule, visits }: Options): Promise<Results> {
  const before = load();
  say('Preparing the models (minutes at the first time) …');
  const published = await readPublished();
  const prepared = await prepareModels(join(SITE, 'models'), published, FINBERT);
  const texts = await measuredTexts(published);
  const measured: Measured[] = [];
  let page: PageFigures | null = null;
  let chromium: string | null = null;
  if (parts.includes('node')) measured.push(await runNode(prepared, texts, schedule, say));
  if (parts.includes('chromium') || parts.includes('page')) {
    await buildSite(SITE);
    const browser = await BenchBrowser.start(SITE, prepared);
    try {
      chromium = browser.version;
      if (parts.includes('chromium')) measured.push(await runChromium(browser, texts, schedule, say));
      if (parts.includes('page')) {
        page = await pageFigures(browser, prepared, visits, cpus().length, say);
      }
    } finally {
      await browser[Symbol.asyncDispose]();
    }
  }
  const { id, version, hash } = published;
  return {
    format: 1,
    ratios: measured.flatMap(({ ratios }) => ratios),
    speeds: measured.flatMap(({ speeds }) => speeds),
    page,
    date: new Date().toISOString(),
    machine: machine(before),
    versions: await versions(chromium),
    pack: { id, version, hash },
    settings: { tokens: TOKENS, texts: TEXTS, ...schedule, quick },
  };
}

try {
  const options = readOptions(process.argv.slice(2));
  if (options === 'help') console.log(HELP);
  else {
    const results = await run(options);
    console.log(benchTables(results));
    const whole = !options.quick && options.parts.length === 3;
    if (whole) await writeFile(RESULTS, `${JSON.stringify(results, null, 2)}\n`);
  }
} catch (error) {
  if (!(error instanceof UndertoneError)) throw error;
  console.error(error.message);
  process.exitCode = 1;
}
