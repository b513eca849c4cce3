import { UndertoneError } from '../errors.ts';
import { evaluate } from './commands/evaluate.ts';
import { pack } from './commands/pack.ts';
import { sentiment } from './commands/sentiment.ts';
import type { Environment } from './environment.ts';
import { UsageError } from './errors.ts';
import { EXIT, exitCodeOf } from './exit-codes.ts';
import { helpOf } from './help.ts';
import { openOutput } from './output.ts';
import { Terminal } from './terminal.ts';

type Command = (args: readonly string[], environment: Environment, terminal: Terminal) => Promise<number>;

const COMMANDS: ReadonlyMap<string, Command> = new Map([
  ['sentiment', sentiment],
  ['evaluate', evaluate],
  ['pack', pack],
]);

/** Runs the command line and returns the exit code; every failure is told on standard error. */
export async function run(args: readonly string[], environment: Environment): Promise<number> {
  const terminal = new Terminal(environment.stderr);
  try {
    return await dispatch(args, environment, terminal);
  } catch (caught) {
    // A stream that the signal closed fails in its own words; the signal is the reason.
    const error: unknown = environment.signal.aborted ? environment.signal.reason : caught;
    terminal.note(`undertone: ${describe(error)}`);
    return exitCodeOf(error);
  }
}

async function dispatch(
  args: readonly string[],
  environment: Environment,
  terminal: Terminal,
): Promise<number> {
  const [name, ...rest] = args;
  const print = async (text: string): Promise<number> => {
    await (await openOutput('-', environment)).write(text);
    return EXIT.fine;
  };
  if (name === '--version' || name === '-v') return print(`${environment.version}\n`);
  const command = COMMANDS.get(name ?? '');
  if (name === undefined || name === 'help' || name === '--help' || name === '-h') {
    return print(helpOf(rest[0]));
  }
  if (command === undefined) {
    throw new UsageError(`There is no command "${name}"; see undertone --help.`);
  }
  if (rest.includes('--help') || rest.includes('-h')) return print(helpOf(name));
  return command(rest, environment, terminal);
}

/** The message of an expected failure; the whole trace of a fault. */
function describe(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if (error instanceof UndertoneError || exitCodeOf(error) !== EXIT.fault) return error.message;
  return error.stack ?? error.message;
}
