import { isCancellation } from '../errors.ts';
import type { Assignment, Timings, TrialReport } from '../storage/verdicts.ts';
import type { OpenRequest, OpenStage } from './api.ts';
import { isDeviceFailure } from './backend.ts';
import { EngineClient } from './client.ts';

/** What a trial does at the moment. */
export type TrialStage = OpenStage | 'assignment' | 'timing-wasm' | 'timing-webgpu';

/** What a trial needs of an engine; every one is a worker of its own. */
export type TrialEngine = Pick<EngineClient, 'open' | 'assignment' | 'measure' | 'sleep' | 'subscribe'>;

/** Both variants of one pack. */
export interface TrialRequests {
  readonly wasm: OpenRequest;
  readonly webgpu: OpenRequest;
}

/**
 * Tries WebGPU beside whatever serves: asks the runtime where it puts the nodes, checks all goldens, and times both
 * backends in workers that are ended again, one after the other.
 *
 * @throws CancelledError, and errors of stored files (MissingChunkError, CorruptChunkError, …).
 */
export async function tryWebgpu(
  { wasm, webgpu }: TrialRequests,
  signal: AbortSignal,
  onStage: (stage: TrialStage) => void,
  createEngine: () => TrialEngine = () => new EngineClient(),
): Promise<TrialReport> {
  let assignment: Assignment | null = null;
  let goldenError: number | null = null;
  const report = (rest: Partial<TrialReport>): TrialReport => ({
    assignment,
    goldenError,
    timings: null,
    failure: null,
    ...rest,
  });
  try {
    const onWebgpu = await withEngine(createEngine, onStage, async (engine) => {
      onStage('assignment');
      assignment = await engine.assignment(webgpu, signal);
      goldenError = (await engine.open(webgpu, signal)).goldenError;
      onStage('timing-webgpu');
      return engine.measure(signal);
    });
    const onWasm: Timings = await withEngine(createEngine, onStage, async (engine) => {
      await engine.open(wasm, signal);
      onStage('timing-wasm');
      return engine.measure(signal);
    });
    return report({ timings: { wasm: onWasm, webgpu: onWebgpu } });
  } catch (error) {
    if (!(error instanceof Error) || isCancellation(error) || !isDeviceFailure(error.name)) throw error;
    return report({ failure: { name: error.name, message: error.message } });
  }
}

async function withEngine<Result>(
  createEngine: () => TrialEngine,
  onStage: (stage: TrialStage) => void,
  work: (engine: TrialEngine) => Promise<Result>,
): Promise<Result> {
  const engine = createEngine();
  const leave = engine.subscribe((state) => {
    if (state.status === 'starting') onStage(state.stage);
  });
  try {
    return await work(engine);
  } finally {
    leave();
    engine.sleep();
  }
}
