import { readFile, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import * as v from 'valibot';
import { resultsSchema } from '../bench/results.ts';
import { benchTables } from '../bench/table.ts';
import { metricFigure } from '../models/lib/metric-figure.ts';
import { type Catalogue, catalogueSchema, type Metric, type PackEntry } from '../src/packs/catalog.ts';

const README = fileURLToPath(new URL('../README.md', import.meta.url));
const RESULTS = fileURLToPath(new URL('../bench/results.json', import.meta.url));
const CATALOGUE = fileURLToPath(new URL('../models/packs/catalog.json', import.meta.url));

const cell = (metric: Metric): string =>
  `${metricFigure(metric.value)} (${metricFigure(metric.low)}–${metricFigure(metric.high)})`;

/** Bytes of everything that a first run of a pack needs, its runtime apart. */
function firstRunBytes(pack: PackEntry): number {
  const needs = new Set(pack.variants.find((variant) => variant.backend === 'wasm')?.needs);
  return pack.files.filter((file) => needs.has(file.path)).reduce((sum, file) => sum + file.bytes, 0);
}

function packTable(pack: PackEntry): string {
  const rows = new Map<string, { head: string; dataset: string; rows: number; cells: Map<string, string> }>();
  for (const metric of pack.metrics) {
    const key = `${metric.head}|${metric.dataset}`;
    const row = rows.get(key) ?? {
      head: metric.head,
      dataset: metric.dataset,
      rows: metric.rows,
      cells: new Map(),
    };
    row.cells.set(metric.name, cell(metric));
    rows.set(key, row);
  }
  const lines = [...rows.values()].map(
    (row) =>
      `| \`${row.head}\` | ${row.dataset} | ${row.rows} | ${row.cells.get('accuracy') ?? ''} | ${row.cells.get('macro-F1') ?? ''} |`,
  );
  return [
    `**${pack.title} ${pack.version}** (\`${pack.id}\`): ${(pack.parameters / 1e6).toFixed(1)} million parameters, ` +
      `${(firstRunBytes(pack) / 1e6).toFixed(1)} MB, ${pack.licence.spdx}. [Model card](models/packs/${pack.id}/CARD.md)`,
    '',
    '| head | measured on | texts | accuracy (95 % interval) | macro-F1 (95 % interval) |',
    '| --- | --- | --- | --- | --- |',
    ...lines,
  ].join('\n');
}

/** The README's model figures, from the published catalogue. */
export function modelFigures(catalogue: Catalogue): string {
  return catalogue.packs.map(packTable).join('\n\n');
}

/**
 * Replaces what stands between `<!-- name -->` and `<!-- /name -->`.
 *
 * @throws RangeError where the markers are missing.
 */
export function replaceSection(document: string, name: string, content: string): string {
  const [open, close] = [`<!-- ${name} -->`, `<!-- /${name} -->`];
  const start = document.indexOf(open);
  const end = document.indexOf(close);
  if (start < 0 || end < start) throw new RangeError(`The markers of "${name}" are missing.`);
  return `${document.slice(0, start + open.length)}\n${content}\n${document.slice(end)}`;
}

/** The README as it should stand, and as it stands. */
export async function readme(): Promise<{ expected: string; actual: string }> {
  const actual = await readFile(README, 'utf8');
  const catalogue = v.parse(catalogueSchema, JSON.parse(await readFile(CATALOGUE, 'utf8')));
  const results = v.parse(resultsSchema, JSON.parse(await readFile(RESULTS, 'utf8')));
  const sections = { 'figures:models': modelFigures(catalogue), 'figures:bench': benchTables(results) };
  return {
    actual,
    expected: Object.entries(sections).reduce((text, section) => replaceSection(text, ...section), actual),
  };
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  await writeFile(README, (await readme()).expected);
}
