import { parseArgs } from 'node:util';
import { BenchError } from './errors.ts';
import type { Schedule } from './interleave.ts';

const PARTS = ['node', 'chromium', 'page'] as const;
export type Part = (typeof PARTS)[number];

export interface Options {
  readonly parts: readonly Part[];
  readonly quick: boolean;
  readonly schedule: Schedule;
  /** Visits of the page. */
  readonly visits: number;
}

export const HELP = `npm run bench -- [--quick] [--only node|chromium|page]… [--seconds N]

Compares Undertone with transformers.js on the same weights and with an encoder of FinBERT's shape, in Node and in
Chromium, and times the page from navigation to first tone. A full run writes bench/results.json, from which
"npm run figures" writes the README's table; a partial or quick one only prints.

  --quick       short turns and few repeats: for trying, not for quoting
  --only PART   leave out the other parts
  --seconds N   length of each contestant's turn (0.4)`;

/** @throws BenchError for what is no option. */
export function readOptions(args: readonly string[]): Options | 'help' {
  const { values } = parse(args);
  if (values.help === true) return 'help';
  const quick = values.quick ?? false;
  const seconds = values.seconds === undefined ? (quick ? 0.2 : 0.4) : Number(values.seconds);
  if (!(seconds > 0)) throw new BenchError(`--seconds wants a positive number, not "${values.seconds}".`);
  return {
    parts: values.only === undefined ? PARTS : values.only.map(partOf),
    quick,
    schedule: { repeats: quick ? 2 : 15, seconds },
    visits: quick ? 1 : 5,
  };
}

function partOf(name: string): Part {
  const part = PARTS.find((candidate) => candidate === name);
  if (part === undefined) throw new BenchError(`There is no part "${name}"; there are: ${PARTS.join(', ')}.`);
  return part;
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      options: {
        quick: { type: 'boolean' },
        only: { type: 'string', multiple: true },
        seconds: { type: 'string' },
        help: { type: 'boolean', short: 'h' },
      },
    });
  } catch (cause) {
    throw new BenchError(cause instanceof Error ? cause.message : String(cause), { cause });
  }
}
