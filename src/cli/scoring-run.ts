import type { Head } from '../packs/catalog.ts';
import type { ToneScore } from '../tasks/sentiment.ts';
import { choosePack, type PackChoice } from './choose-pack.ts';
import type { Environment } from './environment.ts';
import { openCsv } from './formats/csv.ts';
import { openJsonl } from './formats/jsonl.ts';
import { type BadRow, isBad, type Row, type Table } from './formats/row.ts';
import { openInput } from './input.ts';
import type { ScoringOptions } from './options.ts';
import { readCatalogue } from './pack-folder.ts';
import { groupsOf } from './scoring/groups.ts';
import { mapOrdered } from './scoring/ordered.ts';
import type { Terminal } from './terminal.ts';

/** Rows handed to a worker at once: enough to sort by length, few enough for memory and for live pipes. */
export const GROUP = 192;

/** What became of the input so far. */
export interface Tally {
  rows: number;
  bad: number;
  /** Last line whose answer has been taken, or that was found bad before it. */
  lastLine: number;
}

/** Takes answers, in the order of the input. */
export interface AnswerSink {
  begin(table: Table, choice: PackChoice): Promise<void>;
  take(answers: readonly { readonly row: Row; readonly score: ToneScore }[], head: Head): Promise<void>;
}

interface Group {
  readonly rows: readonly Row[];
  readonly line: number;
  readonly end: number;
}

/**
 * Scores an input by groups over the scorer's slots and hands the answers on in order; holds no more groups than
 * the scorer works on. Bad lines are named on standard error and counted.
 *
 * @param tally is kept up to date, so that it says where a run stopped that throws.
 */
export async function runScoring(
  options: ScoringOptions,
  environment: Environment,
  terminal: Terminal,
  tally: Tally,
  sink: AnswerSink,
): Promise<void> {
  const choice = choosePack(await readCatalogue(options.packs), options);
  if (choice.notice !== null) terminal.note(choice.notice);
  const input = await openInput(options.input, environment);
  try {
    const scorer = await environment.openScorer(
      {
        folder: options.packs,
        pack: `${choice.pack.id}@${choice.pack.version}`,
        head: choice.head.id,
        batch: options.batch,
      },
      options.threads,
    );
    try {
      const table =
        options.format === 'csv'
          ? await openCsv(
              input.chunks,
              options.delimiter === undefined
                ? { column: options.column }
                : { column: options.column, delimiter: options.delimiter },
            )
          : await openJsonl(input.chunks, options.column);
      await sink.begin(table, choice);
      const started = Date.now();
      const score = async (items: readonly (Row | BadRow)[]) => {
        const group = sort(items, tally, terminal);
        const scores = group.rows.length === 0 ? [] : await scorer.score(group.rows.map((row) => row.text));
        return { group, scores };
      };
      const answered = mapOrdered(groupsOf(table.rows, GROUP), scorer.slots, score, environment.signal);
      for await (const { group, scores } of answered) {
        await sink.take(pair(group.rows, scores), choice.head);
        tally.rows += group.rows.length;
        tally.lastLine = group.line;
        const share = input.size === null || input.size === 0 ? null : group.end / input.size;
        terminal.progress({ rows: tally.rows, share, ms: Date.now() - started });
      }
    } finally {
      terminal.end();
      await scorer.close();
    }
  } finally {
    input.close();
  }
}

/** Names the bad rows of a group and keeps the others. */
function sort(items: readonly (Row | BadRow)[], tally: Tally, terminal: Terminal): Group {
  const rows: Row[] = [];
  for (const item of items) {
    if (isBad(item)) {
      tally.bad++;
      terminal.note(`Line ${item.line} ${item.problem}; it is left out.`);
    } else rows.push(item);
  }
  const last = items.at(-1);
  return { rows, line: last?.line ?? 0, end: last?.end ?? 0 };
}

function pair(rows: readonly Row[], scores: readonly ToneScore[]): { row: Row; score: ToneScore }[] {
  return rows.map((row, i) => {
    const score = scores[i];
    if (score === undefined) throw new RangeError(`Line ${row.line} has no answer.`);
    return { row, score };
  });
}
