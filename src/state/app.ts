import { createStore, type StoreApi } from 'zustand/vanilla';
import type { OfflineStatus } from '../offline/boot.ts';

export type Theme = 'system' | 'light' | 'dark';

export const THEMES: readonly Theme[] = ['system', 'light', 'dark'];

export interface AppState {
  readonly offline: OfflineStatus;
  readonly updateWaiting: boolean;
  readonly theme: Theme;
  /** Undefined until the browser has answered. */
  readonly persisted: boolean | undefined;
  /** The user asked for persistence and the browser refused. */
  readonly persistRefused: boolean;
  readonly used: number | undefined;
  readonly quota: number | undefined;
}

export interface AppServices {
  onUpdateReady(listener: () => void): () => void;
  activateUpdate(): void;
  loadTheme(): Theme;
  saveTheme(theme: Theme): void;
  estimate(): Promise<{ readonly used: number | undefined; readonly quota: number | undefined }>;
  isPersisted(): Promise<boolean | undefined>;
  persist(): Promise<boolean>;
}

/** What concerns the page as a whole: protection, update, theme, storage. */
export interface App {
  readonly store: StoreApi<AppState>;
  /** @param by `elsewhere`: another tab chose it and has stored it already */
  setTheme(theme: Theme, by?: 'here' | 'elsewhere'): void;
  activateUpdate(): void;
  /**
   * Asks the browser to keep what is stored; its answer is in the state.
   *
   * @param by `page`: a refusal is not told as one, since the reader did not ask
   */
  persist(by?: 'reader' | 'page'): Promise<void>;
  refreshStorage(): Promise<void>;
}

export function createApp(offline: OfflineStatus, services: AppServices): App {
  const store = createStore<AppState>(() => ({
    offline,
    updateWaiting: false,
    theme: services.loadTheme(),
    persisted: undefined,
    persistRefused: false,
    used: undefined,
    quota: undefined,
  }));
  services.onUpdateReady(() => store.setState({ updateWaiting: true }));
  const refreshStorage = async () => {
    const [estimate, persisted] = await Promise.all([services.estimate(), services.isPersisted()]);
    store.setState({ ...estimate, persisted });
  };
  return {
    store,
    refreshStorage,
    setTheme(theme, by = 'here') {
      store.setState({ theme });
      if (by === 'here') services.saveTheme(theme);
    },
    activateUpdate: () => services.activateUpdate(),
    async persist(by = 'reader') {
      const persisted = await services.persist();
      store.setState({ persisted, ...(by === 'reader' && { persistRefused: !persisted }) });
      await refreshStorage();
    },
  };
}
