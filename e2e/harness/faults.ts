/** Which requests a fault meets: a part of the path, or a question. */
export type Matcher = string | RegExp | ((path: string) => boolean);

/** What the server does to a request instead of answering it properly. */
export type Fault =
  /** Ends the connection after `after` bytes of the body (0: before any answer). */
  | { readonly kind: 'drop'; readonly after?: number }
  /** Flips the bits of one byte in the middle of the body. */
  | { readonly kind: 'flip' }
  /** A friendly page with status 200, as captive portals send. */
  | { readonly kind: 'html' }
  /** Answers with this status and a line of text. */
  | { readonly kind: 'status'; readonly status: number }
  /** Sends at most this many bytes a second. */
  | { readonly kind: 'slow'; readonly bytesPerSecond: number }
  /** Adds or replaces headers. */
  | { readonly kind: 'headers'; readonly headers: Readonly<Record<string, string>> }
  /** Changes the body, for example into the next version of a file. */
  | { readonly kind: 'rewrite'; readonly rewrite: (body: Buffer) => Buffer };

/** A fault in force. */
export interface ActiveFault {
  readonly matcher: Matcher;
  readonly fault: Fault;
  /** How many more requests it meets; Infinity unless told otherwise. */
  left: number;
}

/** True where `matcher` means `path` (relative to the app's base). */
export function matches(matcher: Matcher, path: string): boolean {
  if (typeof matcher === 'string') return path.includes(matcher);
  return matcher instanceof RegExp ? matcher.test(path) : matcher(path);
}
