import { createStore, type StoreApi } from 'zustand/vanilla';
import type { OpenRequest } from '../engine/api.ts';
import { type BackendWish, chooseBackend, isDeviceFailure, judgeTrial, refusal } from '../engine/backend.ts';
import type { TrialRequests, TrialStage } from '../engine/trial.ts';
import { isCancellation } from '../errors.ts';
import type { DownloadCoordinator, DownloadState } from '../packs/coordinator.ts';
import type { AdapterFacts, BackendVerdict, TrialReport } from '../storage/verdicts.ts';
import { type Failure, failureOf } from './failure.ts';
import type { PackCard, WebgpuOffer } from './packs.ts';

export { adapterName, type BackendWish, isUsable } from '../engine/backend.ts';
export type { BackendVerdict } from '../storage/verdicts.ts';

/** What goes on with WebGPU. */
export type BackendStep =
  | { readonly kind: 'rest' }
  | { readonly kind: 'downloading'; readonly download: DownloadState }
  /** Something is being read: a trial would slow it down, and be slowed down. */
  | { readonly kind: 'waiting' }
  | { readonly kind: 'trying'; readonly stage: TrialStage };

/** WebGPU for the model that reads. */
export interface BackendsView {
  /** Undefined where no model is installed or it is not published for WebGPU. */
  readonly offer: WebgpuOffer | undefined;
  /** Undefined until the browser was asked; null where it has none. */
  readonly adapter: AdapterFacts | null | undefined;
  readonly verdict: BackendVerdict | undefined;
  readonly wish: BackendWish;
  readonly installed: boolean;
  readonly step: BackendStep;
  readonly failure: Failure | undefined;
  /** What serves from the next request on. */
  readonly serves: 'wasm' | 'webgpu';
}

export interface BackendsServices {
  adapter(): Promise<AdapterFacts | null>;
  readonly downloads: Pick<DownloadCoordinator, 'start' | 'watch' | 'cancel' | 'subscribe'>;
  loadWish(): Promise<{ readonly backend: BackendWish; readonly webgpuConsent: boolean }>;
  saveWish(patch: { readonly backend?: BackendWish; readonly webgpuConsent?: boolean }): Promise<unknown>;
  /** The verdict of an earlier visit with the same pack, runtime, browser and adapter. */
  loadVerdict(request: OpenRequest, adapter: AdapterFacts | null): Promise<BackendVerdict | undefined>;
  saveVerdict(request: OpenRequest, verdict: BackendVerdict): Promise<void>;
  openRequest(parts: Pick<PackCard, 'entry' | 'variant' | 'runtime'>): OpenRequest;
  /** Resolves once nothing is being read. */
  idle(signal: AbortSignal): Promise<void>;
  tryWebgpu(
    requests: TrialRequests,
    signal: AbortSignal,
    onStage: (stage: TrialStage) => void,
  ): Promise<TrialReport>;
  now(): number;
  /** Another backend serves from now on. */
  onChanged(serves: 'wasm' | 'webgpu'): void;
}

/** Chooses between WASM and WebGPU for the model that reads. */
export interface Backends {
  readonly store: StoreApi<BackendsView>;
  /** Another model reads, or none: looks up what is known about it here. */
  follow(card: PackCard | undefined): Promise<void>;
  /** The reader agrees that WebGPU is fetched and tried; a software adapter is tried only when they insist. */
  tryNow(): Promise<void>;
  cancel(): void;
  setWish(wish: BackendWish): Promise<void>;
  /** What the engine needs to open the model on WebGPU; undefined where WASM serves. */
  request(): OpenRequest | undefined;
  /** WebGPU failed while it served: WASM takes over, and the reason is remembered. */
  failed(failure: Failure): Promise<void>;
}

const REST: BackendStep = { kind: 'rest' };

export function createBackends(services: BackendsServices): Backends {
  const store = createStore<BackendsView>(() => ({
    offer: undefined,
    adapter: undefined,
    verdict: undefined,
    wish: 'measured',
    installed: false,
    step: REST,
    failure: undefined,
    serves: 'wasm',
  }));
  let card: PackCard | undefined;
  let running: AbortController | undefined;

  const requestOf = (offer: WebgpuOffer, of: PackCard): OpenRequest =>
    services.openRequest({ entry: of.entry, variant: offer.variant, runtime: offer.runtime });

  /** Changes the view, and tells where that leads to another backend. */
  const update = (patch: Partial<BackendsView>) => {
    const before = store.getState();
    const next = { ...before, ...patch };
    const able = next.offer !== undefined && next.installed;
    const serves = able ? chooseBackend(next.verdict, next.wish) : 'wasm';
    store.setState({ ...patch, serves });
    if (serves !== before.serves) services.onChanged(serves);
  };
  services.downloads.subscribe((key, download) => {
    const { offer, step } = store.getState();
    if (key !== offer?.key) return;
    update({
      installed: download.status === 'installed',
      ...(step.kind === 'downloading' ? { step: { kind: 'downloading', download } } : {}),
    });
  });

  /** One piece of work at a time; what it was about may be gone when it ends. */
  const work = async (of: PackCard, task: (signal: AbortSignal) => Promise<void>) => {
    running?.abort();
    const own = new AbortController();
    running = own;
    update({ failure: undefined });
    try {
      await task(own.signal);
    } catch (cause) {
      if (!isCancellation(cause) && card === of) update({ failure: failureOf(cause) });
    } finally {
      if (running === own) {
        running = undefined;
        update({ step: REST });
      }
    }
  };

  const attempt = async (of: PackCard, offer: WebgpuOffer, adapter: AdapterFacts, signal: AbortSignal) => {
    update({ step: { kind: 'waiting' } });
    await services.idle(signal);
    const webgpu = requestOf(offer, of);
    const report = await services.tryWebgpu({ wasm: services.openRequest(of), webgpu }, signal, (stage) => {
      if (!signal.aborted) update({ step: { kind: 'trying', stage } });
    });
    signal.throwIfAborted();
    const verdict = judgeTrial(adapter, report, services.now());
    await services.saveVerdict(webgpu, verdict);
    update({ verdict });
  };

  return {
    store,
    async follow(next) {
      if (next?.key === card?.key) return;
      running?.abort();
      card = next;
      const offer = next?.webgpu;
      update({ offer, verdict: undefined, installed: false, failure: undefined, step: REST });
      if (next === undefined || offer === undefined) return;
      const [adapter, { backend: wish, webgpuConsent }, download] = await Promise.all([
        services.adapter(),
        services.loadWish(),
        services.downloads.watch(offer.target),
      ]);
      const known = await services.loadVerdict(requestOf(offer, next), adapter);
      if (card !== next) return;
      const installed = download.status === 'installed';
      update({ adapter, wish, installed, verdict: known ?? refusedAtSight(adapter, services.now()) });
      const agreed = webgpuConsent && installed && wish !== 'wasm';
      if (known === undefined && adapter?.software === false && agreed) {
        await work(next, (signal) => attempt(next, offer, adapter, signal));
      }
    },
    async tryNow() {
      const { offer, adapter, wish } = store.getState();
      const of = card;
      if (of === undefined || offer === undefined || !adapter) return;
      if (adapter.software && wish !== 'webgpu') return;
      await work(of, async (signal) => {
        await services.saveWish({ webgpuConsent: true });
        update({ step: { kind: 'downloading', download: { status: 'waiting' } } });
        const stop = () => void services.downloads.cancel(offer.target);
        signal.addEventListener('abort', stop, { once: true });
        const download = await services.downloads.start(offer.target);
        signal.removeEventListener('abort', stop);
        signal.throwIfAborted();
        update({ installed: download.status === 'installed' });
        if (download.status === 'failed')
          throw Object.assign(new Error(download.error.message), download.error);
        if (download.status === 'installed') await attempt(of, offer, adapter, signal);
      });
    },
    cancel: () => running?.abort(),
    async setWish(wish) {
      update({ wish });
      await services.saveWish({ backend: wish });
    },
    request() {
      const { offer, serves } = store.getState();
      if (card === undefined || offer === undefined || serves === 'wasm') return undefined;
      return requestOf(offer, card);
    },
    async failed(failure) {
      const { offer, adapter, verdict, serves } = store.getState();
      if (card === undefined || offer === undefined || serves === 'wasm' || !adapter || !verdict) return;
      const request = requestOf(offer, card);
      if (!isDeviceFailure(failure.name)) {
        // A piece of its files is missing or damaged: they are fetched again when WebGPU is tried again.
        update({ installed: (await services.downloads.watch(offer.target)).status === 'installed' });
        return;
      }
      const next = judgeTrial(adapter, { ...verdict, failure }, services.now());
      update({ verdict: next });
      await services.saveVerdict(request, next);
    },
  };
}

/** What an adapter alone decides. */
function refusedAtSight(adapter: AdapterFacts | null, now: number): BackendVerdict | undefined {
  if (adapter === null) return refusal('no-adapter', null, now);
  return adapter.software ? refusal('software-adapter', adapter, now) : undefined;
}
