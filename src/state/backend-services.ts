import { adapterFacts } from '../engine/backend.ts';
import { tryWebgpu } from '../engine/trial.ts';
import { backendVerdictFor } from '../engine/verdicts.ts';
import type { DownloadCoordinator } from '../packs/coordinator.ts';
import type { PackStore } from '../packs/store.ts';
import type { SettingsStore } from '../storage/settings.ts';
import type { AdapterFacts } from '../storage/verdicts.ts';
import type { BackendsServices } from './backends.ts';
import type { Engine } from './engine.ts';
import { openRequestOf } from './pack-services.ts';

/** Quiet time before a trial, in milliseconds: a reader who pauses is not done yet. */
const QUIET_MS = 1_500;

/** Connects the choice of a backend with the browser, the databases and the engine. */
export function backendsServices({
  downloads,
  settings,
  store,
  engine,
  onChanged,
}: {
  readonly downloads: DownloadCoordinator;
  readonly settings: SettingsStore;
  readonly store: PackStore;
  readonly engine: Engine;
  onChanged(): void;
}): BackendsServices {
  return {
    adapter,
    downloads,
    loadWish: () => settings.load(),
    saveWish: (patch) => settings.save(patch),
    async loadVerdict(request, of) {
      const verdict = await store.verdict(backendVerdictFor(request, of));
      return verdict !== undefined && 'kind' in verdict ? verdict : undefined;
    },
    saveVerdict: (request, verdict) =>
      store.saveVerdict(backendVerdictFor(request, verdict.adapter), verdict),
    openRequest: openRequestOf,
    idle: (signal) => quiet(engine, signal),
    tryWebgpu,
    now: () => Date.now(),
    onChanged,
  };
}

/** The adapter that this browser offers, or null. */
async function adapter(): Promise<AdapterFacts | null> {
  if (!('gpu' in navigator)) return null;
  // Some browsers reject where others answer null: both mean that there is none.
  const found = await navigator.gpu.requestAdapter().catch(() => null);
  return found === null ? null : adapterFacts(found);
}

/** Resolves once the engine has had nothing to do for a while. */
function quiet({ store }: Engine, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const look = () => {
      clearTimeout(timer);
      const { status } = store.getState();
      if (status !== 'busy' && status !== 'starting') timer = setTimeout(() => end(resolve), QUIET_MS);
    };
    const leave = store.subscribe(look);
    const end = (then: () => void) => {
      clearTimeout(timer);
      leave();
      signal.removeEventListener('abort', abort);
      then();
    };
    const abort = () => end(() => reject(signal.reason));
    signal.addEventListener('abort', abort);
    if (signal.aborted) abort();
    else look();
  });
}
