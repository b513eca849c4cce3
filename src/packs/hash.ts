import * as v from 'valibot';
import { UndertoneError } from '../errors.ts';
import { ownBytes } from './bytes.ts';
import { type Sha256, sha256Schema } from './catalog.ts';

/** The page was not opened over https or from localhost, so the browser offers no cryptography. */
export class InsecureContextError extends UndertoneError {
  override readonly name = 'InsecureContextError';
  constructor() {
    super('Models can be checked only on a page opened over https or from localhost.');
  }
}

/**
 * SHA-256 (FIPS 180-4) in lower-case hex.
 *
 * @throws InsecureContextError where the platform offers no `crypto.subtle`.
 */
export async function sha256Hex(bytes: Uint8Array): Promise<Sha256> {
  const subtle: typeof crypto.subtle | undefined = globalThis.crypto?.subtle;
  if (subtle === undefined) throw new InsecureContextError();
  const digest = new Uint8Array(await subtle.digest('SHA-256', ownBytes(bytes)));
  return v.parse(sha256Schema, Array.from(digest, (byte) => byte.toString(16).padStart(2, '0')).join(''));
}

/**
 * Identity of a pack's content: SHA-256 of the UTF-8 JSON, without white space, of
 * `[[path, sha256], …]` sorted by path in code-unit order.
 */
export async function packHash(
  files: readonly { readonly path: string; readonly sha256: string }[],
): Promise<Sha256> {
  const pairs = files.map((file) => [file.path, file.sha256] as const);
  pairs.sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
  return sha256Hex(new TextEncoder().encode(JSON.stringify(pairs)));
}
