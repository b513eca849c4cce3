import type {
  AdapterFacts,
  BackendReason,
  BackendVerdict,
  Timings,
  TrialReport,
} from '../storage/verdicts.ts';
import { assignedShare } from './assignment.ts';

/** What the reader wants: the measured choice, or one backend whatever the measurements say. */
export type BackendWish = 'measured' | 'wasm' | 'webgpu';

/** Least part of the products and attentions that WebGPU has to run itself. */
export const LEAST_SHARE = 0.95;

/** A single text this quick is quick enough, in milliseconds, even where the other backend is quicker. */
const UNNOTICED_MS = 25;

const SOFTWARE = /swiftshader|llvmpipe|lavapipe|softpipe|basic render|warp|software/i;

const DEVICE_FAILURES: ReadonlySet<string> = new Set([
  'GoldenMismatchError',
  'RuntimeStartError',
  'InferenceError',
  'DeviceLostError',
  'EngineHungError',
  'EngineCrashedError',
]);

/** True for errors that say something about a device; others say something about files or the page. */
export function isDeviceFailure(name: string): boolean {
  return DEVICE_FAILURES.has(name);
}

/** Reads an adapter; older browsers say on the adapter itself that it is a fallback. */
export function adapterFacts(
  adapter: Pick<GPUAdapter, 'info'> & { readonly isFallbackAdapter?: boolean },
): AdapterFacts {
  const { vendor, architecture, device, description, isFallbackAdapter = false } = adapter.info;
  const names = [vendor, architecture, device, description];
  const software =
    isFallbackAdapter || adapter.isFallbackAdapter === true || names.some((name) => SOFTWARE.test(name));
  return { vendor, architecture, device, description, software };
}

/** One line that names an adapter. */
export function adapterName({ vendor, architecture, device, description }: AdapterFacts): string {
  const names = [description, vendor, architecture, device].filter((name) => name !== '');
  return [...new Set(names)].join(' ') || 'unnamed';
}

/** Judges a trial: right, really on the graphics processor, and faster, in this order. */
export function judgeTrial(adapter: AdapterFacts, trial: TrialReport, now: number): BackendVerdict {
  return { ...trial, kind: 'backend', adapter, reason: reasonOf(trial), checkedAt: now };
}

/** A verdict without a trial. */
export function refusal(
  reason: 'no-adapter' | 'software-adapter',
  adapter: AdapterFacts | null,
  now: number,
): BackendVerdict {
  const nothing = { assignment: null, goldenError: null, timings: null, failure: null };
  return { ...nothing, kind: 'backend', adapter, reason, checkedAt: now };
}

function reasonOf({ failure, goldenError, assignment, timings }: TrialReport): BackendReason {
  if (failure?.name === 'GoldenMismatchError') return 'wrong-answers';
  if (failure !== null || goldenError === null) return 'failed';
  if (assignment === null || assignedShare(assignment) < LEAST_SHARE) return 'not-assigned';
  return timings !== null && isFaster(timings.webgpu, timings.wasm) ? 'faster' : 'slower';
}

/** Faster on documents, and on single sentences no slower or too quick to notice. */
function isFaster(webgpu: Timings, wasm: Timings): boolean {
  return webgpu.many < wasm.many && webgpu.one <= Math.max(wasm.one, UNNOTICED_MS);
}

/** True where a trial found WebGPU right and on the graphics processor, so that a reader may insist on it. */
export function isUsable(verdict: BackendVerdict | undefined): boolean {
  return verdict?.reason === 'faster' || verdict?.reason === 'slower';
}

/**
 * The backend that serves: WASM until a verdict says otherwise. A wish for WebGPU overrules speed and a software
 * adapter (which is tried then), never wrong answers or products that WebGPU does not run.
 */
export function chooseBackend(verdict: BackendVerdict | undefined, wish: BackendWish): 'wasm' | 'webgpu' {
  if (wish === 'wasm' || verdict === undefined) return 'wasm';
  if (wish === 'webgpu') return isUsable(verdict) ? 'webgpu' : 'wasm';
  return verdict.reason === 'faster' && verdict.adapter?.software === false ? 'webgpu' : 'wasm';
}
