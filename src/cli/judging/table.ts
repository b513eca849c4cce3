import type { Interval } from '../../evaluation/bootstrap.ts';
import type { EvaluationReport } from './report.ts';

const figure = (value: number): string => value.toFixed(3);
const spread = ({ value, low, high }: Interval): string =>
  `${figure(value)} [${figure(low)}, ${figure(high)}]`;

/** The report as text for a terminal. */
export function tableOf(report: EvaluationReport): string {
  const names = report.labels.map((label) => label.label);
  return [
    `${report.pack}, convention ${report.convention}: ${report.rows} rows` +
      (report.left_out > 0 ? `, ${report.left_out} left out` : ''),
    `95 % intervals from ${report.bootstrap.resamples} bootstrap resamples`,
    '',
    ...columns([
      ['accuracy', spread(report.accuracy)],
      ['macro-F1', spread(report.macro_f1)],
      ['NLL (nats)', spread(report.nll)],
      ['ECE, debiased', figure(report.ece)],
      ['Brier', figure(report.brier)],
    ]),
    '',
    ...columns([
      ['label', 'precision', 'recall', 'F1', 'rows'],
      ...report.labels.map((label) => [
        label.label,
        spread(label.precision),
        spread(label.recall),
        spread(label.f1),
        String(label.support),
      ]),
    ]),
    '',
    ...columns([
      ['gold \\ predicted', ...names],
      ...report.confusion.map((row, i) => [names[i] ?? '', ...row.map(String)]),
    ]),
    '',
  ].join('\n');
}

/** Rows of cells as lines: the first column to the left, the others to the right. */
function columns(rows: readonly (readonly string[])[]): string[] {
  const width = (column: number): number => Math.max(...rows.map((row) => row[column]?.length ?? 0));
  return rows.map((row) =>
    row
      .map((cell, i) => (i === 0 ? cell.padEnd(width(i)) : cell.padStart(width(i))))
      .join('  ')
      .trimEnd(),
  );
}
