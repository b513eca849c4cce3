import { DocumentsClient } from '../documents/client.ts';
import { EngineClient } from '../engine/client.ts';
import type { OfflineStatus } from '../offline/boot.ts';
import { activateUpdate, onUpdateReady } from '../offline/updates.ts';
import { DownloadCoordinator, targetKey, targetOf } from '../packs/coordinator.ts';
import { PackStore } from '../packs/store.ts';
import { DocumentStore } from '../storage/documents.ts';
import { estimate, isPersisted, persist } from '../storage/quota.ts';
import { SettingsStore } from '../storage/settings.ts';
import { strings } from '../ui/strings.ts';
import { type App, createApp } from './app.ts';
import { backendsServices } from './backend-services.ts';
import { type Backends, createBackends } from './backends.ts';
import { createDesk, type Desk } from './desk/desk.ts';
import { createEngine, type Engine } from './engine.ts';
import { failureOf } from './failure.ts';
import { createJournal, type Journal } from './journal.ts';
import { lastDocument, rememberDocument } from './last-document.ts';
import { archiveServices, catalogueService, filesOf, openRequestOf } from './pack-services.ts';
import { createPacks, type Packs, type PacksServices } from './packs.ts';
import { createPresence, type Presence } from './presence.ts';
import { recover } from './recovery.ts';
import { createSamples, type Samples } from './samples.ts';
import { loadTheme, saveTheme } from './theme.ts';
import { createToaster, type Toaster } from './toasts.ts';

/** Errors after which the stored model is no longer whole. */
const PIECES: ReadonlySet<string> = new Set(['MissingChunkError', 'CorruptChunkError', 'BadContentError']);

/** The whole page without its looks: every store, and what can be done to it. */
export interface Undertone {
  readonly version: string;
  readonly app: App;
  readonly engine: Engine;
  readonly packs: Packs;
  readonly backends: Backends;
  readonly desk: Desk;
  readonly samples: Samples;
  readonly toaster: Toaster;
  readonly presence: Presence;
  /** Stores what earlier pages could not. */
  recover(): Promise<string | undefined>;
  /** Opens the chosen model now, without anything to read. */
  startModel(): Promise<void>;
}

/** Connects the stores with the modules below them; the only place that makes them. */
export function createUndertone(offline: OfflineStatus): Undertone {
  const toaster = createToaster();
  const presence = createPresence();
  const journal = journalOf(presence.id);
  const words = {
    untitled: strings.documents.untitled,
    copyTitle: (title: string) => `${title} (${strings.documents.copySuffix})`,
  };
  const client = new EngineClient();
  const documents = new DocumentsClient();
  const library = new DocumentStore();
  const settings = new SettingsStore();
  // Another tab changed the list; what is open here is compared when it is saved.
  library.subscribe(({ id, change }) => {
    if (change !== 'analysis') void desk.refresh();
    if (change === 'text') void desk.follow(id);
    if (change === 'removed') desk.lost(id);
    if (change === 'created') desk.found(id);
  });
  const packStore = new PackStore();
  const downloads = new DownloadCoordinator({
    store: packStore,
    base: new URL('packs', document.baseURI).href,
  });

  const app = createApp(offline, {
    onUpdateReady,
    activateUpdate,
    loadTheme,
    saveTheme: (theme) => {
      saveTheme(theme);
      void settings.save({ theme }).catch(() => undefined);
    },
    estimate: async () => {
      const space = await estimate();
      return { used: space?.usage, quota: space?.quota };
    },
    isPersisted,
    persist: async () => (await persist()) === 'granted',
  });
  // Another tab chose another theme.
  settings.subscribe(({ theme }) => app.setTheme(theme, 'elsewhere'));
  const engine = createEngine(client);

  const services: PacksServices = {
    loadCatalogue: catalogueService,
    store: packStore,
    downloads,
    targetOf,
    targetKey,
    filesOf,
    openRequest: openRequestOf,
    ...archiveServices(packStore),
    onDownload: () => void app.persist('page'),
    loadPreference: () => settings.load(),
    savePreference: async (preference) => void (await settings.save(preference)),
    onChosen(chosen, by) {
      engine.setInstalled(chosen !== undefined);
      void backends.follow(chosen?.card).catch(() => undefined);
      void desk.modelChanged(by === 'reader');
      void app.refreshStorage();
    },
  };
  const packs = createPacks(services);
  const backends = createBackends(
    backendsServices({
      downloads,
      settings,
      store: packStore,
      engine,
      // What runs now is opened again on the other backend; what reads now is left to finish.
      onChanged: () => {
        if (engine.store.getState().status === 'ready') void startModel();
      },
    }),
  );
  const openModel = (signal: AbortSignal) => {
    const request = backends.request() ?? packs.request();
    if (request === undefined) throw new Error('No model is installed.');
    return engine.open(request, signal).catch((cause: unknown) => {
      // A piece that is missing or damaged shows in the model's state, from where it is fetched again.
      if (PIECES.has(failureOf(cause).name)) void packs.refresh();
      throw cause;
    });
  };

  const desk = createDesk({
    library,
    journal,
    engine: client,
    texts: {
      segment: (text, { signal, onProgress }) =>
        documents.segment(text, { signal, onProgress: ({ done, total }) => onProgress(done, total) }),
      importFile: (file, { signal, onProgress }) =>
        documents
          .importFile(file, { signal, onProgress: ({ done, total }) => onProgress(done, total) })
          .then(({ note, saved, ...imported }) => ({
            ...imported,
            note: note ?? undefined,
            saved: saved ?? undefined,
          })),
    },
    model: {
      chosen() {
        const { chosen } = packs.store.getState();
        if (chosen === undefined) return undefined;
        const { entry, variant } = chosen.card;
        const served = backends.request()?.variant ?? variant;
        return { packHash: entry.hash, head: chosen.head, variant: served.id };
      },
      open: openModel,
    },
    words,
    // What went as expected needs no message.
    onImported(title, encoding, note) {
      if (note !== undefined) toaster.show(note);
      else if (encoding !== 'utf-8') toaster.show(strings.documents.imported(title, encoding));
    },
  });

  const startModel = () =>
    Promise.resolve(openModel(new AbortController().signal)).then(
      () => undefined,
      // A failure is part of the engine's state.
      () => undefined,
    );
  // WebGPU that fails while it serves gives way to WASM, which reads what is left.
  engine.store.subscribe(({ failure }, before) => {
    if (failure === undefined || failure === before.failure) return;
    if (backends.store.getState().serves === 'wasm') return;
    const readsOn = desk.store.getState().job !== undefined;
    void backends.failed(failure).then(() => {
      if (backends.store.getState().serves === 'webgpu') return;
      toaster.show(strings.backend.gaveWay);
      return readsOn ? desk.score() : startModel();
    });
  });

  return {
    version: __APP_VERSION__,
    app,
    engine,
    packs,
    backends,
    desk,
    toaster,
    presence,
    recover: () =>
      recover({
        journal,
        library,
        words,
        whenGone: presence.whenGone,
        onUnsaved: (entry, failure) => desk.resume(entry, failure),
      }),
    samples: createSamples(),
    startModel,
  };
}

/** Local storage may be forbidden: nothing can be noted there then. */
function journalOf(page: string): Journal {
  try {
    return createJournal(localStorage, page);
  } catch {
    return createJournal(undefined, page);
  }
}

/** Starts what a page does by itself: read the lists, follow other tabs, save before it goes. */
export function startUndertone(undertone: Undertone): void {
  const { app, desk, packs } = undertone;
  void app.refreshStorage();
  // Which scores count as current depends on the model: it is looked up first.
  void Promise.all([firstDocument(undertone), packs.load()]).then(([first]) => {
    const { current, text } = desk.store.getState();
    if (first !== undefined && current === undefined && text === '') void desk.open(first);
  });
  desk.store.subscribe(({ current }, before) => {
    if (current?.id !== before.current?.id) rememberDocument(current?.id);
  });
  const save = () => {
    desk.jot();
    void desk.flush();
  };
  window.addEventListener('pagehide', save);
  document.addEventListener('visibilitychange', () => {
    if (document.visibilityState === 'hidden') save();
  });
  window.addEventListener('beforeunload', (event) => {
    const noted = desk.jot();
    // The reader may stay where leaving would cost something.
    if (!noted || desk.store.getState().saving === 'failed') event.preventDefault();
  });
}

/** What to show first: a text that was brought back, what this tab showed, else what was shown last of all. */
async function firstDocument({ desk, presence, recover }: Undertone): Promise<string | undefined> {
  const last = lastDocument();
  const opened = await recover();
  void desk.refresh();
  if (opened !== undefined) return opened;
  if (last.inThisTab !== undefined) return last.inThisTab || undefined;
  // A second tab is opened for something else.
  return (await presence.alone()) ? last.anywhere : undefined;
}
