import { InterruptedError } from './errors.ts';

/** Exit codes of the command, as `--help` and docs/outside-the-browser.md list them. */
export const EXIT = {
  fine: 0,
  someLinesBad: 1,
  usage: 2,
  pack: 3,
  inputOutput: 4,
  fault: 5,
  interrupted: 130,
  outputClosed: 141,
  terminated: 143,
} as const;

/** By the stable names of errors, because an error of a worker arrives without its class. */
const CODES: Readonly<Record<string, number>> = {
  UsageError: EXIT.usage,
  MetricInputError: EXIT.usage,
  PackMissingError: EXIT.pack,
  RuntimeMissingError: EXIT.pack,
  CatalogueInvalidError: EXIT.pack,
  MissingChunkError: EXIT.pack,
  BadContentError: EXIT.pack,
  PackContentError: EXIT.pack,
  TokenizerError: EXIT.pack,
  GoldenMismatchError: EXIT.pack,
  InputError: EXIT.inputOutput,
  OutputError: EXIT.inputOutput,
  OutputClosedError: EXIT.outputClosed,
};

/** The code that the command ends with after this error. */
export function exitCodeOf(error: unknown): number {
  if (error instanceof InterruptedError)
    return error.signal === 'SIGINT' ? EXIT.interrupted : EXIT.terminated;
  return error instanceof Error ? (CODES[error.name] ?? EXIT.fault) : EXIT.fault;
}
