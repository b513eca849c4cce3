import { UndertoneError } from '../errors.ts';

/** The command line itself is wrong: an unknown option, a value out of range, a convention that no pack has. */
export class UsageError extends UndertoneError {
  override readonly name = 'UsageError';
}

/** No published pack is called that. */
export class PackMissingError extends UndertoneError {
  override readonly name = 'PackMissingError';
}

/** The inference runtime for Node is not installed, or does not load on this machine. */
export class RuntimeMissingError extends UndertoneError {
  override readonly name = 'RuntimeMissingError';
}

/** The input cannot be opened or read. */
export class InputError extends UndertoneError {
  override readonly name = 'InputError';
}

/** The output cannot be created or written. */
export class OutputError extends UndertoneError {
  override readonly name = 'OutputError';
}

/** Whoever read our output has gone (EPIPE), as `head` does when it has seen enough. */
export class OutputClosedError extends UndertoneError {
  override readonly name = 'OutputClosedError';
}

/** The user or the system asked the command to stop. */
export class InterruptedError extends UndertoneError {
  override readonly name = 'InterruptedError';
  readonly signal: 'SIGINT' | 'SIGTERM';
  constructor(signal: 'SIGINT' | 'SIGTERM') {
    super(`Stopped by ${signal}.`);
    this.signal = signal;
  }
}

/** A scoring worker died without an answer. */
export class WorkerLostError extends UndertoneError {
  override readonly name = 'WorkerLostError';
}
