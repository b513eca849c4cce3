import { describe, expect, it, vi } from 'vitest';
import type { OpenRequest } from '../engine/api.ts';
import { type BackendWish, judgeTrial } from '../engine/backend.ts';
import type { DownloadState } from '../packs/coordinator.ts';
import type { AdapterFacts, BackendVerdict, TrialReport } from '../storage/verdicts.ts';
import { type BackendsServices, createBackends } from './backends.ts';
import type { PackCard } from './packs.ts';

const REAL: AdapterFacts = {
  vendor: 'acme',
  architecture: 'x',
  device: '',
  description: '',
  software: false,
};
const SOFT: AdapterFacts = { ...REAL, software: true };
const FASTER: TrialReport = {
  assignment: { heavy: 2, onWebgpu: 2, elsewhere: [] },
  goldenError: 0,
  timings: { wasm: { one: 20, many: 90 }, webgpu: { one: 5, many: 9 } },
  failure: null,
};
const card = {
  key: 'card',
  entry: { hash: 'p' },
  webgpu: {
    key: 'gpu',
    bytes: 5,
    variant: { id: 'webgpu' },
    runtime: { id: 'webgpu' },
    target: { parts: [] },
  },
} as unknown as PackCard;

interface Setting {
  readonly adapter?: AdapterFacts | null;
  readonly stored?: DownloadState['status'];
  readonly wish?: BackendWish;
  readonly consent?: boolean;
  readonly known?: BackendVerdict;
  readonly report?: TrialReport | Error;
}

async function setUp({
  adapter = REAL,
  stored = 'idle',
  wish = 'measured',
  consent = false,
  known,
  report = FASTER,
}: Setting = {}) {
  let state = { status: stored } as DownloadState;
  const services = {
    adapter: async () => adapter,
    downloads: {
      start: vi.fn(async () => {
        state = { status: 'installed' };
        return state;
      }),
      watch: async () => state,
      cancel: vi.fn(async () => undefined),
      subscribe: () => () => undefined,
    },
    loadWish: async () => ({ backend: wish, webgpuConsent: consent }),
    saveWish: vi.fn(async () => undefined),
    loadVerdict: async () => known,
    saveVerdict: vi.fn(async () => undefined),
    openRequest: ({ variant }) => ({ variant }) as OpenRequest,
    idle: async () => undefined,
    tryWebgpu: vi.fn(async () => {
      if (report instanceof Error) throw report;
      return report;
    }),
    now: () => 7,
    onChanged: vi.fn(),
  } satisfies BackendsServices;
  const backends = createBackends(services);
  await backends.follow(card);
  return { backends, services, view: () => backends.store.getState() };
}

describe('WebGPU for the model that reads', () => {
  it('is neither fetched nor tried until the reader agrees', async () => {
    const { backends, services, view } = await setUp();
    expect(view()).toMatchObject({ adapter: REAL, verdict: undefined, serves: 'wasm' });
    expect(services.downloads.start).not.toHaveBeenCalled();
    expect(backends.request()).toBeUndefined();
    await backends.tryNow();
    expect(services.saveWish).toHaveBeenCalledWith({ webgpuConsent: true });
    expect(view()).toMatchObject({ verdict: { reason: 'faster' }, serves: 'webgpu', step: { kind: 'rest' } });
    expect(services.saveVerdict).toHaveBeenCalledTimes(1);
    expect(services.onChanged).toHaveBeenCalledWith('webgpu');
    expect(backends.request()?.variant.id).toBe('webgpu');
  });

  it('is used at once where an earlier visit found it faster', async () => {
    const known = judgeTrial(REAL, FASTER, 1);
    const { services, view } = await setUp({ stored: 'installed', consent: true, known });
    expect(view().serves).toBe('webgpu');
    expect(services.tryWebgpu).not.toHaveBeenCalled();
  });

  it('waits for its files where they have gone since', async () => {
    const { view } = await setUp({ stored: 'idle', consent: true, known: judgeTrial(REAL, FASTER, 1) });
    expect(view().serves).toBe('wasm');
  });

  it('is tried by itself after an update of the browser, with consent and the files there', async () => {
    const { services, view } = await setUp({ stored: 'installed', consent: true });
    expect(services.tryWebgpu).toHaveBeenCalledTimes(1);
    expect(view().serves).toBe('webgpu');
  });

  it('is refused at sight without an adapter, and on a software adapter', async () => {
    const none = await setUp({ adapter: null, stored: 'installed', consent: true });
    expect(none.view().verdict?.reason).toBe('no-adapter');
    const soft = await setUp({ adapter: SOFT, stored: 'installed', consent: true });
    expect(soft.view().verdict?.reason).toBe('software-adapter');
    await soft.backends.tryNow();
    expect(soft.services.tryWebgpu).not.toHaveBeenCalled();
    expect(soft.services.downloads.start).not.toHaveBeenCalled();
  });

  it('is tried on a software adapter where the reader insists, and remembers the wish', async () => {
    const { backends, services, view } = await setUp({ adapter: SOFT });
    await backends.setWish('webgpu');
    expect(services.saveWish).toHaveBeenCalledWith({ backend: 'webgpu' });
    await backends.tryNow();
    expect(view()).toMatchObject({ serves: 'webgpu', verdict: { adapter: SOFT } });
    await backends.setWish('measured');
    expect(view().serves).toBe('wasm');
  });

  it('never serves wrong answers, whatever the reader wishes', async () => {
    const failure = { name: 'GoldenMismatchError', message: '0.3 off' };
    const report = { ...FASTER, goldenError: null, timings: null, failure };
    const { backends, view } = await setUp({ report, wish: 'webgpu' });
    await backends.tryNow();
    expect(view()).toMatchObject({ serves: 'wasm', verdict: { reason: 'wrong-answers', failure } });
  });

  it('leaves no verdict where a file was damaged, and shows why', async () => {
    const damaged = Object.assign(new Error('x'), { name: 'CorruptChunkError' });
    const { backends, services, view } = await setUp({ report: damaged });
    await backends.tryNow();
    expect(view()).toMatchObject({ verdict: undefined, failure: { name: 'CorruptChunkError' } });
    expect(services.saveVerdict).not.toHaveBeenCalled();
  });

  it('gives way to WASM when it fails while it serves, and stays away', async () => {
    const known = judgeTrial(REAL, FASTER, 1);
    const { backends, services, view } = await setUp({ stored: 'installed', consent: true, known });
    const failure = { name: 'DeviceLostError', message: 'gone' };
    await backends.failed(failure);
    expect(view()).toMatchObject({ serves: 'wasm', verdict: { reason: 'failed', failure } });
    expect(services.saveVerdict).toHaveBeenCalledTimes(1);
    expect(services.onChanged).toHaveBeenLastCalledWith('wasm');
  });

  it('is not offered where the model is not published for it', async () => {
    const { backends, view } = await setUp();
    await backends.follow({ ...card, key: 'other', webgpu: undefined });
    expect(view()).toMatchObject({ offer: undefined, serves: 'wasm' });
    await backends.follow(undefined);
    expect(backends.request()).toBeUndefined();
  });
});
