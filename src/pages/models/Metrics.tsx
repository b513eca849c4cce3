import type { PackEntry } from '../../packs/catalog.ts';
import { formatCount, formatMetric } from '../../ui/format.ts';
import { strings } from '../../ui/strings.ts';

const words = strings.models;

/** Measured scores, each with its interval and what it was measured on. */
export function Metrics({ entry }: { entry: PackEntry }) {
  if (entry.metrics.length === 0) return <p className="small soft">{words.noMetrics}</p>;
  return (
    <table className="metrics">
      <caption>{words.metrics}</caption>
      <thead>
        <tr>
          <th scope="col">{words.metricHead.name}</th>
          <th scope="col">{words.metricHead.data}</th>
          <th scope="col" className="number">
            {words.metricHead.value}
          </th>
          <th scope="col" className="number">
            {words.metricHead.interval}
          </th>
          <th scope="col" className="number">
            {words.metricHead.rows}
          </th>
        </tr>
      </thead>
      <tbody>
        {entry.metrics.map((metric) => (
          <tr key={`${metric.name} ${metric.head} ${metric.dataset}`}>
            <th scope="row">{metric.name}</th>
            <td>
              {entry.heads.length > 1 ? `${titleOf(entry, metric.head)}: ${metric.dataset}` : metric.dataset}
            </td>
            <td className="number figure">{formatMetric(metric.value)}</td>
            <td className="number figure">
              {formatMetric(metric.low)}–{formatMetric(metric.high)}
            </td>
            <td className="number figure">{formatCount(metric.rows)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function titleOf(entry: PackEntry, head: string): string {
  return entry.heads.find((one) => one.id === head)?.title ?? head;
}
