import { UndertoneError } from '../src/errors.ts';

/** The benchmark cannot measure what it was asked to; the message says why. */
export class BenchError extends UndertoneError {
  override readonly name = 'BenchError';
}
