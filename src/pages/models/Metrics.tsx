import type { PackEntry } from '../../packs/catalog.ts';
import { formatMetric } from '../../ui/format.ts';
import { strings } from '../../ui/strings.ts';
import { groupMetrics, type MetricGroup, summaryOf } from './metric-rows.ts';

const words = strings.models;

/** How well a model reads: a summary for each convention first, every measurement on request. */
export function Metrics({ entry }: { entry: PackEntry }) {
  if (entry.metrics.length === 0) return <p className="small soft">{words.noMetrics}</p>;
  const groups = groupMetrics(entry);
  const summary = groups.map(summaryOf);
  const names = [...new Set(entry.metrics.map(({ name }) => name))];
  const shortened = summary.some((group, i) => group.rows.length < (groups[i]?.rows.length ?? 0));
  return (
    <div className="measured">
      <h3>{words.metrics}</h3>
      <p className="small soft">{words.metricsNote}</p>
      <MetricTable caption={words.metricsSummary} groups={summary} names={names} />
      {shortened && (
        <details className="disclosure">
          <summary>{words.metricsAll(entry.metrics.length)}</summary>
          <MetricTable caption={words.metricsAll(entry.metrics.length)} groups={groups} names={names} />
        </details>
      )}
    </div>
  );
}

interface MetricTableProps {
  readonly caption: string;
  readonly groups: readonly MetricGroup[];
  readonly names: readonly string[];
}

function MetricTable({ caption, groups, names }: MetricTableProps) {
  return (
    <table className="metrics">
      <caption className="vh">{caption}</caption>
      <thead>
        <tr>
          <th scope="col">{words.metricHead.data}</th>
          {names.map((name) => (
            <th key={name} scope="col" className="number">
              {name}
            </th>
          ))}
        </tr>
      </thead>
      {groups.map((group) => (
        <tbody key={group.head}>
          <tr className="metrics-group">
            <th scope="rowgroup" colSpan={names.length + 1}>
              {group.title}
            </th>
          </tr>
          {group.rows.map((row) => (
            <tr key={row.dataset}>
              <th scope="row">
                {row.dataset} <span className="soft metrics-rows">{words.rows(row.rows)}</span>
              </th>
              {names.map((name) => (
                <td key={name} className="number figure">
                  <Value metric={row.values.get(name)} />
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      ))}
    </table>
  );
}

function Value({ metric }: { metric: PackEntry['metrics'][number] | undefined }) {
  if (metric === undefined) return null;
  return (
    <>
      {formatMetric(metric.value)}
      <span className="interval soft">
        {formatMetric(metric.low)}–{formatMetric(metric.high)}
      </span>
    </>
  );
}
