import { createStore, type StoreApi } from 'zustand/vanilla';
import type { OpenRequest } from '../engine/api.ts';
import type { ExportedPack } from '../packs/archive-export.ts';
import type { ImportedPack } from '../packs/archive-import.ts';
import type { Catalogue, PackEntry, RuntimeEntry, Variant } from '../packs/catalog.ts';
import type { DownloadCoordinator, DownloadState, DownloadTarget } from '../packs/coordinator.ts';
import type { PackStore, Trust } from '../packs/store.ts';
import { type Failure, failureOf } from './failure.ts';

/** One model as the page shows it, with all that a first run of it needs. */
export interface PackCard {
  readonly entry: PackEntry;
  readonly variant: Variant;
  readonly runtime: RuntimeEntry;
  readonly trust: Trust;
  readonly target: DownloadTarget;
  /** The target's identity, the same in every tab. */
  readonly key: string;
  readonly download: DownloadState;
  /** Bytes of the model with its tokenizer, and of the runtime. */
  readonly modelBytes: number;
  readonly runtimeBytes: number;
  /** The same model for WebGPU, where it is published. */
  readonly webgpu: WebgpuOffer | undefined;
}

/** What a browser with a graphics processor may fetch beside a model, and run in its place. */
export interface WebgpuOffer {
  readonly variant: Variant;
  readonly runtime: RuntimeEntry;
  readonly target: DownloadTarget;
  readonly key: string;
  /** Bytes that it needs beyond the model's own download. */
  readonly bytes: number;
}

/** The model that reads now. */
export interface Chosen {
  readonly card: PackCard;
  readonly head: string;
  readonly labels: readonly string[];
}

/** What the reader chose last; each part falls back by itself. */
export interface Preference {
  readonly packHash: string;
  readonly head: string;
}

export type Check =
  | { readonly status: 'running' }
  | { readonly status: 'good' }
  | { readonly status: 'bad'; readonly failure: Failure };

export interface PacksState {
  readonly status: 'loading' | 'ready' | 'failed';
  readonly failure: Failure | undefined;
  readonly cards: readonly PackCard[];
  /** Undefined while no model is installed. */
  readonly chosen: Chosen | undefined;
  /** By pack hash. */
  readonly checks: Readonly<Record<string, Check>>;
  /** What an import or export reported. */
  readonly transferFailure: Failure | undefined;
  readonly transferring: boolean;
}

export type ImportedModel = Pick<ImportedPack, 'entry' | 'redescribed'>;

export interface PacksServices {
  loadPreference(): Promise<Preference>;
  savePreference(preference: Preference): Promise<void>;
  loadCatalogue(): Promise<Catalogue>;
  readonly store: Pick<PackStore, 'installed' | 'readFile'>;
  readonly downloads: Pick<
    DownloadCoordinator,
    'start' | 'watch' | 'pause' | 'cancel' | 'remove' | 'subscribe'
  >;
  targetOf(entry: PackEntry, variant: Variant, runtime: RuntimeEntry): DownloadTarget;
  targetKey(target: DownloadTarget): string;
  filesOf(target: DownloadTarget, kind: 'pack' | 'runtime'): readonly Parameters<PackStore['readFile']>[0][];
  exportPack(card: PackCard): Promise<ExportedPack>;
  importPack(file: Blob): Promise<ImportedModel>;
  openRequest(card: PackCard): OpenRequest;
  /** The reader asked for a model. */
  onDownload(): void;
  /**
   * Another model or convention reads from now on, or none.
   *
   * @param by `reader`: chosen by hand; `page`: it was installed, deleted, or found at the start
   */
  onChosen(chosen: Chosen | undefined, by: 'reader' | 'page'): void;
}

/** The models: what there is, what is stored, and how their downloads go. */
export interface Packs {
  readonly store: StoreApi<PacksState>;
  load(): Promise<void>;
  /** Reads with this model in this convention from now on. */
  choose(card: PackCard, head: string): void;
  download(card: PackCard): void;
  pause(card: PackCard): void;
  cancel(card: PackCard): void;
  /** Looks again at what is stored, for example because the engine missed a piece. */
  refresh(): Promise<void>;
  /** Reads every stored file again and compares its hash. */
  verify(card: PackCard): Promise<void>;
  remove(card: PackCard): Promise<void>;
  exportFile(card: PackCard): Promise<ExportedPack | undefined>;
  importFile(file: Blob): Promise<ImportedModel | undefined>;
  /** What the engine needs to open the chosen model. */
  request(): OpenRequest | undefined;
}

export function createPacks(services: PacksServices): Packs {
  const { downloads } = services;
  const store = createStore<PacksState>(() => ({
    status: 'loading',
    failure: undefined,
    cards: [],
    chosen: undefined,
    checks: {},
    transferFailure: undefined,
    transferring: false,
  }));
  let catalogue: Catalogue | undefined;
  let preference: Preference = { packHash: '', head: '' };

  const cardOf = (entry: PackEntry, trust: Trust): PackCard | undefined => {
    const variant = entry.variants.find((one) => one.backend === 'wasm');
    const runtime = catalogue?.runtimes.find((one) => one.id === 'wasm');
    if (variant === undefined || runtime === undefined) return undefined;
    const target = services.targetOf(entry, variant, runtime);
    const sum = (kind: 'pack' | 'runtime') =>
      services.filesOf(target, kind).reduce((bytes, file) => bytes + file.bytes, 0);
    return {
      entry,
      variant,
      runtime,
      trust,
      target,
      key: services.targetKey(target),
      download: { status: 'idle' },
      modelBytes: sum('pack'),
      runtimeBytes: sum('runtime'),
      webgpu: trust === 'catalogue' ? webgpuOf(entry, target) : undefined,
    };
  };

  /** Only of published models: what was imported is one file, and is not completed from the network. */
  const webgpuOf = (entry: PackEntry, shared: DownloadTarget): WebgpuOffer | undefined => {
    const variant = entry.variants.find((one) => one.backend === 'webgpu');
    const runtime = catalogue?.runtimes.find((one) => one.id === 'webgpu');
    if (variant === undefined || runtime === undefined) return undefined;
    const target = services.targetOf(entry, variant, runtime);
    const have = new Set(services.filesOf(shared, 'pack'));
    const files = (['pack', 'runtime'] as const).flatMap((kind) => services.filesOf(target, kind));
    const bytes = files.reduce((sum, file) => sum + (have.has(file) ? 0 : file.bytes), 0);
    return { variant, runtime, target, key: services.targetKey(target), bytes };
  };

  const setDownload = (key: string, download: DownloadState) => {
    const { cards } = store.getState();
    settle(
      cards.map((card) => (card.key === key ? { ...card, download } : card)),
      'page',
    );
  };
  /** Keeps the cards, and tells where they lead to another choice. */
  const settle = (cards: readonly PackCard[], by: 'reader' | 'page') => {
    const before = store.getState().chosen;
    const chosen = chosenOf(cards, preference);
    const same = chosen?.card.key === before?.card.key && chosen?.head === before?.head;
    store.setState({ cards, chosen: same ? before : chosen });
    if (!same) services.onChosen(chosen, by);
  };
  downloads.subscribe(setDownload);

  const listCards = async () => {
    const published = (catalogue?.packs ?? []).map((entry) => cardOf(entry, 'catalogue'));
    const known = new Set(published.map((card) => card?.entry.hash));
    const imported = (await services.store.installed())
      .filter((record) => !known.has(record.entry.hash))
      .map((record) => cardOf(record.entry, record.trust));
    const cards = [...published, ...imported].filter((card) => card !== undefined);
    store.setState({ cards, status: 'ready' });
    await Promise.all(cards.map(async (card) => setDownload(card.key, await downloads.watch(card.target))));
  };

  const setCheck = (hash: string, check: Check) =>
    store.setState(({ checks }) => ({ checks: { ...checks, [hash]: check } }));

  /** Runs an import or export, one at a time, and shows what went wrong. */
  const transfer = async <T>(work: () => Promise<T>): Promise<T | undefined> => {
    store.setState({ transferring: true, transferFailure: undefined });
    try {
      return await work();
    } catch (cause) {
      store.setState({ transferFailure: failureOf(cause) });
      return undefined;
    } finally {
      store.setState({ transferring: false });
    }
  };

  return {
    store,
    async load() {
      store.setState({ status: 'loading', failure: undefined });
      try {
        // Without settings the first model and its first convention are as good as any.
        preference = await services.loadPreference().catch(() => preference);
        catalogue ??= await services.loadCatalogue();
        await listCards();
      } catch (cause) {
        store.setState({ status: 'failed', failure: failureOf(cause) });
      }
    },
    choose(card, head) {
      preference = { packHash: card.entry.hash, head };
      settle(store.getState().cards, 'reader');
      services
        .savePreference(preference)
        .catch((cause: unknown) => store.setState({ transferFailure: failureOf(cause) }));
    },
    async refresh() {
      await listCards().catch((cause: unknown) => store.setState({ transferFailure: failureOf(cause) }));
    },
    // Failures of a download are states of it, not rejections.
    download(card) {
      services.onDownload();
      void downloads.start(card.target);
    },
    pause: (card) => void downloads.pause(card.target),
    cancel: (card) => void downloads.cancel(card.target),
    async verify(card) {
      const { hash } = card.entry;
      setCheck(hash, { status: 'running' });
      try {
        for (const kind of ['pack', 'runtime'] as const) {
          for (const file of services.filesOf(card.target, kind)) await services.store.readFile(file);
        }
        setCheck(hash, { status: 'good' });
      } catch (cause) {
        setCheck(hash, { status: 'bad', failure: failureOf(cause) });
        // A damaged piece was deleted: the model has to be completed before it serves again.
        setDownload(card.key, await downloads.watch(card.target));
      }
    },
    async remove(card) {
      await transfer(async () => {
        await downloads.remove(card.entry.hash);
        const { [card.entry.hash]: _, ...checks } = store.getState().checks;
        store.setState({ checks });
        await listCards();
      });
    },
    exportFile: (card) => transfer(() => services.exportPack(card)),
    importFile: (file) =>
      transfer(async () => {
        const imported = await services.importPack(file);
        await listCards();
        return imported;
      }),
    request() {
      const { chosen } = store.getState();
      return chosen === undefined ? undefined : services.openRequest(chosen.card);
    },
  };
}

/** The preferred model if it is installed, else the first that is; its preferred convention, else its first. */
function chosenOf(cards: readonly PackCard[], preference: Preference): Chosen | undefined {
  const installed = cards.filter((one) => one.download.status === 'installed');
  const card = installed.find((one) => one.entry.hash === preference.packHash) ?? installed[0];
  const head = card?.entry.heads.find((one) => one.id === preference.head) ?? card?.entry.heads[0];
  if (card === undefined || head === undefined) return undefined;
  return { card, head: head.id, labels: head.labels };
}
