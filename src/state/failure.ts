/** An error as the page shows it: a stable name and what the program reported. */
export interface Failure {
  readonly name: string;
  readonly message: string;
}

/** Reads whatever was thrown as a failure. */
export function failureOf(cause: unknown): Failure {
  return cause instanceof Error
    ? { name: cause.name, message: cause.message }
    : { name: 'Error', message: String(cause) };
}
