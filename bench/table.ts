import { CONTESTANTS, OURS } from './contestants.ts';
import type { PageFigures, Ratio, Results, Speed } from './results.ts';
import type { Spread } from './statistics.ts';

const RUNTIME = { node: 'Node', chromium: 'Chromium, WebAssembly' } as const;

const times = ({ median, low, high }: Spread): string => {
  const digits = median < 2 ? 2 : 1;
  return `${median.toFixed(digits)} × (${low.toFixed(digits)}–${high.toFixed(digits)})`;
};
const rate = (value: number): string => value.toFixed(value < 10 ? 1 : 0);
const seconds = ({ median, low, high }: Spread): string =>
  `${(median / 1_000).toFixed(1)} s (${(low / 1_000).toFixed(1)}–${(high / 1_000).toFixed(1)})`;
const megabytes = (bytes: number): string => `${(bytes / 1e6).toFixed(1)} MB`;
const row = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
const table = (head: readonly string[], rows: readonly (readonly string[])[]): string =>
  [row(head), row(head.map(() => '---')), ...rows.map(row)].join('\n');

/** The places and batch sizes that were measured, as columns. */
function columns(speeds: readonly Speed[]) {
  const keys = new Map(
    speeds.map(({ runtime, threads, batch }) => [
      `${runtime} ${threads} ${batch}`,
      { runtime, threads, batch },
    ]),
  );
  return [...keys.values()].sort((a, b) => b.runtime.localeCompare(a.runtime) || a.threads - b.threads);
}

type Column = ReturnType<typeof columns>[number];
const at = (column: Column) => (one: Ratio | Speed) =>
  one.runtime === column.runtime && one.threads === column.threads && one.batch === column.batch;

/** Places downwards, contestants across: how many times as fast Undertone is. */
function ratioTable({ ratios, speeds }: Results): string {
  const others = CONTESTANTS.filter(({ id }) => id !== OURS && ratios.some(({ against }) => against === id));
  return table(
    ['Undertone’s speed, as a multiple of', ...others.map(({ title }) => title)],
    columns(speeds).map((column) => [
      place(column),
      ...others.map(({ id }) => {
        const found = ratios.filter(at(column)).find(({ against }) => against === id);
        return found === undefined ? '' : times(found.ratio);
      }),
    ]),
  );
}

const place = ({ runtime, threads, batch }: Column): string =>
  `${RUNTIME[runtime]}, ${threads === 1 ? 'one thread' : `${threads} threads`}, batch ${batch}`;

function speedTable({ speeds }: Results): string {
  const who = CONTESTANTS.filter(({ id }) => speeds.some((speed) => speed.id === id));
  return table(
    ['sentences a second', ...who.map(({ title }) => title)],
    columns(speeds).map((column) => [
      place(column),
      ...who.map(({ id }) => {
        const found = speeds.filter(at(column)).find((speed) => speed.id === id);
        return found === undefined ? '' : rate(found.sentencesPerSecond.median);
      }),
    ]),
  );
}

function pageTable(page: PageFigures): string {
  const { coldToFirstTone: cold, offlineToFirstTone: offline, firstRun, memory } = page;
  const resident = memory.peakResident;
  const agent = memory.agent;
  return table(
    ['the page', 'measured', 'as one session creation'],
    [
      ['first visit to first tone, download included', seconds(cold.milliseconds), times(cold.sessions)],
      ['new browser, server dead, to first tone', seconds(offline.milliseconds), times(offline.sessions)],
      ['creating one session', seconds(page.sessionCreation), ''],
      [
        `first run, ${firstRun.requests} requests`,
        `${megabytes(firstRun.bytes)} (model ${megabytes(firstRun.model)}, runtime ${megabytes(firstRun.runtime)}, app ${megabytes(firstRun.app)})`,
        '',
      ],
      ...(resident === null
        ? []
        : [['peak memory of the page’s process', `${resident.median.toFixed(0)} MB`, '']]),
      ...(agent === null
        ? []
        : [['memory of page and workers once a text is read', `${agent.median.toFixed(0)} MB`, '']]),
    ],
  );
}

function conditions({ date, machine, versions, pack, settings }: Results): string {
  const versionList = Object.entries(versions).map(([name, version]) => `${name} ${version}`);
  const { before, after } = machine.load;
  const busy = Math.max(before, after) > machine.cores ? ': the machine was busy with other work too' : '';
  return (
    `${settings.texts} texts of ${settings.tokens} tokens, from text to label; medians of ${settings.repeats} rounds, in ` +
    `which the contestants take turns, and the middle half of the rounds. ${pack.id} ${pack.version}; ` +
    `${versionList.join(', ')}; ${machine.processor}, ${machine.cores} cores, load ${before} before and ${after} after${busy}; ` +
    `${date.slice(0, 10)}.`
  );
}

/** A run as Markdown, ratios first. */
export function benchTables(results: Results): string {
  const parts = results.speeds.length === 0 ? [] : [ratioTable(results), speedTable(results)];
  if (results.page !== null) parts.push(pageTable(results.page));
  return [...parts, conditions(results)].join('\n\n');
}
