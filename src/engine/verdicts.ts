import type { AdapterFacts } from '../storage/verdicts.ts';
import type { OpenRequest } from './api.ts';

/**
 * Key under which a full golden check is remembered: whatever could change an answer is part of it, so
 * another pack, runtime, browser or number of threads is checked in full again.
 */
export function verdictFor(request: OpenRequest, threads: number): string {
  return [
    request.pack.hash,
    request.variant.id,
    runtimeHash(request),
    `${threads}t`,
    navigator.userAgent,
  ].join('|');
}

/**
 * Key under which a trial of WebGPU is remembered; another pack, runtime, browser or adapter is tried anew.
 *
 * @param request of the WebGPU variant.
 */
export function backendVerdictFor(request: OpenRequest, adapter: AdapterFacts | null): string {
  const { vendor = '', architecture = '', device = '', description = '' } = adapter ?? {};
  const parts = [vendor, architecture, device, description].map(encodeURIComponent).join('/');
  const hash = runtimeHash(request);
  return [request.pack.hash, 'backend', request.variant.id, hash, navigator.userAgent, parts].join('|');
}

function runtimeHash({ runtime }: OpenRequest): string {
  return runtime.files.map((file) => file.sha256).join('+');
}
