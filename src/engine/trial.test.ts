import { describe, expect, it } from 'vitest';
import { CancelledError } from '../errors.ts';
import type { OpenRequest, SessionInfo } from './api.ts';
import { GoldenMismatchError } from './goldens.ts';
import { type TrialEngine, tryWebgpu } from './trial.ts';

const request = (id: 'wasm' | 'webgpu') => ({ variant: { backend: id } }) as OpenRequest;
const REQUESTS = { wasm: request('wasm'), webgpu: request('webgpu') };
const ASSIGNED = { heavy: 3, onWebgpu: 3, elsewhere: [] };

/** Engines that note what is asked of them; `open` of WebGPU may fail. */
function engines(failure?: Error) {
  const log: string[] = [];
  const create = (): TrialEngine => {
    let backend = '';
    log.push('start');
    return {
      subscribe: () => () => undefined,
      sleep: () => void log.push('end'),
      assignment: async () => ASSIGNED,
      async open({ variant }) {
        backend = variant.backend;
        log.push(`open ${backend}`);
        if (failure !== undefined && backend === 'webgpu') throw failure;
        return { goldenError: backend === 'webgpu' ? 0.25 : 0.5 } as SessionInfo;
      },
      measure: async () => (backend === 'webgpu' ? { one: 1, many: 2 } : { one: 3, many: 4 }),
    };
  };
  return { log, create };
}

const run = (create: () => TrialEngine) =>
  tryWebgpu(REQUESTS, new AbortController().signal, () => undefined, create);

describe('a trial of WebGPU', () => {
  it('reports placement, error and both timings, one worker after the other', async () => {
    const { log, create } = engines();
    expect(await run(create)).toEqual({
      assignment: ASSIGNED,
      goldenError: 0.25,
      timings: { wasm: { one: 3, many: 4 }, webgpu: { one: 1, many: 2 } },
      failure: null,
    });
    expect(log).toEqual(['start', 'open webgpu', 'end', 'start', 'open wasm', 'end']);
  });

  it('finds wrong answers, and ends the worker that gave them', async () => {
    const { log, create } = engines(new GoldenMismatchError('0.3 off'));
    expect(await run(create)).toEqual({
      assignment: ASSIGNED,
      goldenError: null,
      timings: null,
      failure: { name: 'GoldenMismatchError', message: '0.3 off' },
    });
    expect(log).toEqual(['start', 'open webgpu', 'end']);
  });

  it('says nothing about the device where it was cancelled or a file is damaged', async () => {
    await expect(run(engines(new CancelledError()).create)).rejects.toThrow(CancelledError);
    const damaged = Object.assign(new Error('x'), { name: 'CorruptChunkError' });
    await expect(run(engines(damaged).create)).rejects.toBe(damaged);
  });
});
