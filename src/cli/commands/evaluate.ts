import type { Environment } from '../environment.ts';
import { UsageError } from '../errors.ts';
import { EXIT } from '../exit-codes.ts';
import { goldOf, readMap } from '../judging/gold.ts';
import { type EvaluationReport, judge } from '../judging/report.ts';
import { tableOf } from '../judging/table.ts';
import { parse, pathOf, SCORING_OPTIONS, scoringOptions, whole } from '../options.ts';
import { openOutput } from '../output.ts';
import { runScoring, type Tally } from '../scoring-run.ts';
import type { Terminal } from '../terminal.ts';

const OPTIONS = {
  ...SCORING_OPTIONS,
  'label-field': { type: 'string' },
  map: { type: 'string' },
  json: { type: 'boolean' },
  report: { type: 'string' },
  resamples: { type: 'string' },
} as const;

/** `undertone evaluate`: how well a pack's answers agree with the input's labels. Returns the exit code. */
export async function evaluate(
  args: readonly string[],
  environment: Environment,
  terminal: Terminal,
): Promise<number> {
  const { values, positionals } = parse(args, OPTIONS);
  if (positionals.length > 0) throw new UsageError(`"${positionals[0]}" belongs to no option.`);
  const options = scoringOptions(values, environment);
  const field = values['label-field'] ?? 'label';
  const map = readMap(values.map);
  const resamples = whole('--resamples', values.resamples, 1000, 100_000);

  const tally: Tally = { rows: 0, bad: 0, lastLine: 0 };
  const probabilities: (readonly number[])[] = [];
  const gold: number[] = [];
  const served = { pack: '', convention: '', labels: [] as readonly string[] };
  await runScoring(options, environment, terminal, tally, {
    begin(_table, { pack, head }) {
      served.pack = `${pack.id}@${pack.version}`;
      served.convention = head.id;
      served.labels = head.labels;
      return Promise.resolve();
    },
    take(answers, head) {
      for (const { row, score } of answers) {
        const label = goldOf(row.field(field), field, head.labels, map);
        if (typeof label === 'string') {
          tally.bad++;
          terminal.note(`Line ${row.line} ${label}; it is left out.`);
          continue;
        }
        gold.push(label);
        probabilities.push(score.probabilities);
      }
      return Promise.resolve();
    },
  });
  if (gold.length === 0) throw new UsageError('The input has no line with a text and a known label.');
  const report: EvaluationReport = {
    pack: served.pack,
    convention: served.convention,
    left_out: tally.bad,
    ...judge(served.labels, probabilities, gold, { resamples, seed: 0 }),
  };
  const json = `${JSON.stringify(report, null, 2)}\n`;
  await deliver('-', values.json === true ? json : tableOf(report), environment);
  if (values.report !== undefined) await deliver(pathOf(values.report, environment), json, environment);
  return tally.bad > 0 ? EXIT.someLinesBad : EXIT.fine;
}

async function deliver(path: string, text: string, environment: Environment): Promise<void> {
  const output = await openOutput(path, environment);
  await output.write(text);
  await output.finish();
}
