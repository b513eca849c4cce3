import { extname, resolve } from 'node:path';
import { type ParseArgsConfig, parseArgs } from 'node:util';
import type { Environment } from './environment.ts';
import { UsageError } from './errors.ts';

export type OptionTable = NonNullable<ParseArgsConfig['options']>;

/** Options of every command that scores an input. */
export const SCORING_OPTIONS = {
  input: { type: 'string' },
  format: { type: 'string' },
  column: { type: 'string' },
  delimiter: { type: 'string' },
  convention: { type: 'string' },
  pack: { type: 'string' },
  packs: { type: 'string' },
  batch: { type: 'string' },
  threads: { type: 'string' },
  help: { type: 'boolean', short: 'h' },
} as const satisfies OptionTable;

/** Where the input is, how it is read and what scores it. */
export interface ScoringOptions {
  /** Absolute path, or `-` for standard input. */
  readonly input: string;
  readonly format: 'jsonl' | 'csv';
  readonly column: string;
  readonly delimiter: string | undefined;
  readonly convention: string | undefined;
  readonly pack: string | undefined;
  readonly packs: string;
  readonly batch: number;
  readonly threads: number;
}

type Values = Partial<Record<keyof typeof SCORING_OPTIONS, string | boolean | undefined>>;

/** @throws UsageError where `parseArgs` refuses the command line. */
export function parse<const Options extends OptionTable>(args: readonly string[], options: Options) {
  try {
    return parseArgs({ args: [...args], options, allowPositionals: true, strict: true });
  } catch (cause) {
    throw new UsageError(cause instanceof Error ? cause.message : String(cause), { cause });
  }
}

/** @throws UsageError for a value that is missing or out of range. */
export function scoringOptions(values: Values, environment: Environment): ScoringOptions {
  const input = text(values.input);
  if (input === undefined) throw new UsageError('--input is missing: a file, or - for standard input.');
  return {
    input: pathOf(input, environment),
    format: formatOf(text(values.format), input),
    column: text(values.column) ?? 'text',
    delimiter: delimiterOf(text(values.delimiter), input),
    convention: text(values.convention),
    pack: text(values.pack),
    packs: values.packs === undefined ? environment.packs : pathOf(text(values.packs) ?? '', environment),
    batch: whole('--batch', text(values.batch), 32, 256),
    threads: whole('--threads', text(values.threads), environment.cores, 256),
  };
}

/** A file's absolute path; `-` stays. */
export function pathOf(name: string, environment: Environment): string {
  return name === '-' ? name : resolve(environment.cwd, name);
}

function text(value: string | boolean | undefined): string | undefined {
  if (value === '') throw new UsageError('An option has an empty value.');
  return typeof value === 'string' ? value : undefined;
}

function formatOf(format: string | undefined, input: string): 'jsonl' | 'csv' {
  if (format === 'jsonl' || format === 'csv') return format;
  if (format !== undefined) throw new UsageError(`--format is jsonl or csv, not "${format}".`);
  return ['.csv', '.tsv'].includes(extname(input).toLowerCase()) ? 'csv' : 'jsonl';
}

function delimiterOf(delimiter: string | undefined, input: string): string | undefined {
  if (delimiter === undefined) return extname(input).toLowerCase() === '.tsv' ? '\t' : undefined;
  if (delimiter === 'tab' || delimiter === '\\t') return '\t';
  if (/^[\t !#-/:-~]$/.test(delimiter)) return delimiter;
  throw new UsageError(`--delimiter is one sign, or "tab", not "${delimiter}".`);
}

/** @throws UsageError where the value is no whole number from 1 to `most`. */
export function whole(option: string, value: string | undefined, standard: number, most: number): number {
  if (value === undefined) return standard;
  const number = /^\d+$/.test(value) ? Number(value) : 0;
  if (number >= 1 && number <= most) return number;
  throw new UsageError(`${option} is a whole number from 1 to ${most}, not "${value}".`);
}
