import * as v from 'valibot';
import { type PackFile, type Sha256, sha256Schema } from './catalog.ts';

/** SHA-256 (FIPS 180-4) of some bytes, by the platform's Web Crypto. */
export async function sha256Hex(bytes: Uint8Array<ArrayBuffer>): Promise<Sha256> {
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes));
  return v.parse(sha256Schema, Array.from(digest, (byte) => byte.toString(16).padStart(2, '0')).join(''));
}

/**
 * Identity of a pack's content: SHA-256 of the canonical JSON of `[[path, sha256], …]`, sorted by path in the
 * order of UTF-16 code units. Stored with every score.
 */
export function packHash(files: readonly Pick<PackFile, 'path' | 'sha256'>[]): Promise<Sha256> {
  const pairs = files.map((file) => [file.path, file.sha256]);
  pairs.sort(([a = ''], [b = '']) => (a < b ? -1 : a > b ? 1 : 0));
  return sha256Hex(new TextEncoder().encode(JSON.stringify(pairs)));
}
