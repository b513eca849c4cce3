import type { OpenRequest } from './api.ts';

/**
 * Key under which a full golden check is remembered: whatever could change an answer is part of it, so
 * another pack, runtime, browser or number of threads is checked in full again.
 */
export function verdictFor(request: OpenRequest, threads: number): string {
  const wasm = request.runtime.files.map((file) => file.sha256).join('+');
  return [request.pack.hash, request.variant.id, wasm, `${threads}t`, navigator.userAgent].join('|');
}
