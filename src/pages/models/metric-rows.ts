import type { Head, Metric } from '../../packs/catalog.ts';

/** What is needed of a pack. */
interface Measured {
  readonly metrics: readonly Metric[];
  readonly heads: readonly Pick<Head, 'id' | 'title'>[];
}

/** Everything that was measured for one convention on one set. */
export interface MetricRow {
  readonly dataset: string;
  readonly rows: number;
  readonly values: ReadonlyMap<string, Metric>;
}

export interface MetricGroup {
  readonly head: string;
  readonly title: string;
  readonly rows: readonly MetricRow[];
}

/** A pack's measurements as a table: a group for each convention, a row for each set, in the catalogue's order. */
export function groupMetrics(entry: Measured): readonly MetricGroup[] {
  const groups = new Map<string, Map<string, { rows: number; values: Map<string, Metric> }>>();
  for (const metric of entry.metrics) {
    const group = groups.get(metric.head) ?? new Map();
    groups.set(metric.head, group);
    const row = group.get(metric.dataset) ?? { rows: metric.rows, values: new Map() };
    group.set(metric.dataset, row);
    row.values.set(metric.name, metric);
  }
  return [...groups].map(([head, rows]) => ({
    head,
    title: entry.heads.find((one) => one.id === head)?.title ?? head,
    rows: [...rows].map(([dataset, row]) => ({ dataset, ...row })),
  }));
}

/** The first set of a convention, and the one that it does worst on: a summary that does not flatter. */
export function summaryOf(group: MetricGroup): MetricGroup {
  const [first, ...others] = group.rows;
  if (first === undefined || others.length < 2) return group;
  const worst = others.reduce((low, row) => (meanOf(row) < meanOf(low) ? row : low));
  return { ...group, rows: [first, worst] };
}

function meanOf(row: MetricRow): number {
  const values = [...row.values.values()];
  return values.reduce((sum, { value }) => sum + value, 0) / Math.max(1, values.length);
}
