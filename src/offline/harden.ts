import { SECURITY_HEADERS } from './policy.ts';

/** Statuses whose responses may not have a body. */
const BODYLESS: ReadonlySet<number> = new Set([101, 204, 205, 304]);

/**
 * The same response with the app's security headers, whatever its host sent.
 * Opaque responses and network errors cannot be rebuilt and are returned as they are.
 */
export function harden(response: Response): Response {
  if (response.status === 0) return response;
  const headers = new Headers(response.headers);
  // The body is decoded by now, and may be longer than what came over the wire.
  headers.delete('Content-Encoding');
  headers.delete('Content-Length');
  for (const [name, value] of Object.entries(SECURITY_HEADERS)) headers.set(name, value);
  return new Response(BODYLESS.has(response.status) ? null : response.body, {
    status: response.status,
    statusText: response.statusText,
    headers,
  });
}
