import type { Environment } from '../environment.ts';
import { OutputClosedError, UsageError } from '../errors.ts';
import { EXIT } from '../exit-codes.ts';
import type { Table } from '../formats/row.ts';
import { parse, pathOf, SCORING_OPTIONS, scoringOptions } from '../options.ts';
import { type Output, openOutput } from '../output.ts';
import { runScoring, type Tally } from '../scoring-run.ts';
import type { Terminal } from '../terminal.ts';

/** `undertone sentiment`: every record of the input with its tone. Returns the exit code. */
export async function sentiment(
  args: readonly string[],
  environment: Environment,
  terminal: Terminal,
): Promise<number> {
  const { values, positionals } = parse(args, { ...SCORING_OPTIONS, output: { type: 'string' } });
  if (positionals.length > 0) throw new UsageError(`"${positionals[0]}" belongs to no option.`);
  const options = scoringOptions(values, environment);
  if (values.output === undefined) {
    throw new UsageError('--output is missing: a file, or - for standard output.');
  }
  const target = pathOf(values.output, environment);
  if (target !== '-' && target === options.input) {
    throw new UsageError('--input and --output are the same file.');
  }
  const tally: Tally = { rows: 0, bad: 0, lastLine: 0 };
  const open: { output: Output | null; table: Table | null } = { output: null, table: null };
  try {
    await runScoring(options, environment, terminal, tally, {
      async begin(opened, choice) {
        open.table = opened;
        open.output = await openOutput(target, environment);
        await open.output.write(opened.preamble(choice.head));
      },
      async take(answers, head) {
        const rendered = answers.map(({ row, score }) => open.table?.render(row, head, score) ?? '');
        if (rendered.length > 0) await open.output?.write(rendered.join(''));
      },
    });
  } catch (error) {
    await report(error, open.output, tally, terminal);
    throw error;
  }
  await open.output?.finish();
  if (tally.bad > 0) {
    const answered = tally.rows === 1 ? '1 line has' : `${tally.rows} lines have`;
    const bad = tally.bad === 1 ? '1 bad one was' : `${tally.bad} bad ones were`;
    terminal.note(`${answered} an answer, ${bad} left out.`);
  }
  return tally.bad > 0 ? EXIT.someLinesBad : EXIT.fine;
}

/** Says how far an output goes that is not complete. */
async function report(
  error: unknown,
  output: Output | null,
  tally: Tally,
  terminal: Terminal,
): Promise<void> {
  if (output === null) return;
  const partial = await output.abandon();
  const where =
    partial === null
      ? error instanceof OutputClosedError
        ? 'lines after it were not delivered'
        : 'standard output ends there'
      : `${partial} holds the answers up to there`;
  terminal.note(
    tally.lastLine === 0
      ? 'The output is not complete: no line has an answer.'
      : `The output is not complete: line ${tally.lastLine} is the last one done; ${where}.`,
  );
}
