/**
 * Base of every error that a page may have to explain.
 *
 * `name` is stable, survives the boundary between a worker and the page, and is what
 * `ui/advice.ts` turns into a sentence that says what to do.
 */
export abstract class UndertoneError extends Error {
  abstract override readonly name: string;
}

/** The caller's AbortSignal fired; never shown as a failure. */
export class CancelledError extends UndertoneError {
  override readonly name = 'CancelledError';
  constructor(what = 'The job') {
    super(`${what} was cancelled.`);
  }
}

/** True for our own cancellation and for the platform's `AbortError`, on either side of a worker boundary. */
export function isCancellation(error: unknown): boolean {
  return error instanceof Error && (error.name === 'CancelledError' || error.name === 'AbortError');
}
