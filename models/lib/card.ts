import type { Report } from '../../src/evaluation/metrics.ts';
import type { PackEntry, Source } from '../../src/packs/catalog.ts';
import { metricFigure } from './metric-figure.ts';

/** What a card says beyond the catalogue entry. */
export interface CardFacts {
  /** Command that made the pack. */
  readonly command: string;
  /** What the model is for and how it was made, in paragraphs. */
  readonly about: readonly string[];
  /** Held-out figures by head and data set. */
  readonly reports: readonly CardReport[];
  /** How the int8 graph compares with the fp32 graph. */
  readonly quantisation: { readonly rows: number; readonly agreement: number; readonly difference: number };
}

export interface CardReport {
  readonly head: string;
  readonly dataset: string;
  readonly labels: readonly string[];
  readonly report: Report;
}

const share = (value: number): string => value.toFixed(3);

const table = (head: readonly string[], rows: readonly (readonly (string | number)[])[]): string =>
  [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');

const sources = (list: readonly Source[]): string =>
  table(
    ['name', 'licence', 'rows', 'use'],
    list.map((source) => [source.name, source.licence, source.rows ?? '', source.use]),
  );

function section({ head, dataset, labels, report }: CardReport): string {
  const { accuracy, macroF1 } = report;
  const lines = [
    `### Head \`${head}\` on ${dataset} (${report.rows} texts)`,
    `Accuracy ${metricFigure(accuracy.value)} (95 % interval ${metricFigure(accuracy.low)}–${metricFigure(accuracy.high)}), ` +
      `macro-F1 ${metricFigure(macroF1.value)} (${metricFigure(macroF1.low)}–${metricFigure(macroF1.high)}), ` +
      `debiased calibration error ${share(report.ece)}, negative log-likelihood ${share(report.nll)}, ` +
      `Brier score ${share(report.brier)}.`,
    table(
      ['gold \\ answer', ...labels, 'precision', 'recall', 'F1'],
      labels.map((label, i) => {
        const scores = report.classes[i];
        return [
          label,
          ...(report.confusion[i] ?? []),
          share(scores?.precision ?? 0),
          share(scores?.recall ?? 0),
          share(scores?.f1 ?? 0),
        ];
      }),
    ),
  ];
  return lines.join('\n\n');
}

/** The model card of a published pack, in Markdown. */
export function renderCard(entry: PackEntry, facts: CardFacts): string {
  const megabytes = entry.files.reduce((sum, file) => sum + file.bytes, 0) / 1e6;
  const { rows, agreement, difference } = facts.quantisation;
  return `${[
    `# ${entry.title} ${entry.version}`,
    entry.summary,
    ...facts.about,
    `Licence: ${entry.licence.name} (${entry.licence.spdx}). ${entry.licence.consequence}`,
    `${(entry.parameters / 1e6).toFixed(1)} million parameters, ${megabytes.toFixed(1)} MB with tokenizer and ` +
      `goldens, window of ${entry.maxTokens} tokens. Hash of the content: \`${entry.hash}\`.`,
    '## Heads',
    table(
      ['head', 'labels', 'temperature', 'what it answers'],
      entry.heads.map((head) => [
        `\`${head.id}\``,
        head.labels.join(', '),
        share(head.temperature),
        head.description,
      ]),
    ),
    '## Held-out figures',
    'Groups and near-duplicates never straddle training and held-out parts; intervals are percentile bootstraps.',
    ...facts.reports.map(section),
    '## Quantisation',
    `On ${rows} held-out texts the published int8 graph gives the label of the fp32 graph in ` +
      `${(100 * agreement).toFixed(2)} % of cases; its accuracy differs by ${difference.toFixed(4)}.`,
    '## Data that touched the weights',
    sources([...entry.provenance.base, ...entry.data]),
    '## How to make it again',
    `\`\`\`\n${facts.command}\n\`\`\``,
    `Seed ${entry.provenance.seed}, recipe \`${entry.provenance.recipe}\`, made on ${entry.provenance.made}.`,
  ].join('\n\n')}\n`;
}
