import * as v from 'valibot';
import { type Channel, joinChannel } from './channel.ts';
import { type Database, documentsDatabase } from './db.ts';
import type { DocumentsSchema } from './schema.ts';

const KEY = 'app';

/** Each field falls back to its default by itself, so that one damaged value costs no other. */
const settingsSchema = v.object({
  theme: v.fallback(v.picklist(['system', 'light', 'dark']), 'system'),
  /** Threads for WebAssembly; 0 lets the app choose. */
  threads: v.fallback(v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(32)), 0),
  /** Minutes without a request after which an engine worker is ended. */
  idleMinutes: v.fallback(v.pipe(v.number(), v.minValue(1), v.maxValue(240)), 10),
  /** Preferred labelling convention. */
  head: v.fallback(v.pipe(v.string(), v.maxLength(64)), 'investor'),
  /** Hash of the pack that the user chose; empty: the catalogue's first. */
  packHash: v.fallback(v.pipe(v.string(), v.regex(/^([0-9a-f]{64})?$/)), ''),
  /** The user agreed that models may be downloaded. */
  downloadConsent: v.fallback(v.boolean(), false),
  /** The user agreed that WebGPU may be tried when idle. */
  webgpuConsent: v.fallback(v.boolean(), false),
  /** What the model runs on: as measured, or what the user insists on. */
  backend: v.fallback(v.picklist(['measured', 'wasm', 'webgpu']), 'measured'),
  /** The warning about storage that is not persistent was put away. */
  storageWarningSeen: v.fallback(v.boolean(), false),
});

export type Settings = Readonly<v.InferOutput<typeof settingsSchema>>;

/** Reads settings of any age or damage; what is unusable becomes its default. */
export function restoreSettings(stored: unknown): Settings {
  const record = typeof stored === 'object' && stored !== null && !Array.isArray(stored) ? stored : {};
  return v.parse(settingsSchema, record);
}

export const DEFAULT_SETTINGS: Settings = restoreSettings({});

/** The app's settings, shared by all tabs. */
export class SettingsStore {
  readonly #db: Database<DocumentsSchema>;
  readonly #listeners = new Set<(settings: Settings) => void>();
  #channel: Channel | undefined;

  constructor(db: Database<DocumentsSchema> = documentsDatabase()) {
    this.#db = db;
  }

  async load(): Promise<Settings> {
    return restoreSettings(await this.#db.read(['settings'], (tx) => tx.objectStore('settings').get(KEY)));
  }

  /** Changes the fields given and keeps the others as stored; resolves to all settings. */
  async save(patch: Partial<Settings>): Promise<Settings> {
    const next = await this.#db.write(
      ['settings'],
      async (tx) => {
        const stored = restoreSettings(await tx.objectStore('settings').get(KEY));
        const merged = restoreSettings({ ...stored, ...patch });
        await tx.objectStore('settings').put(merged, KEY);
        return merged;
      },
      'strict',
    );
    this.#join().post(next);
    return next;
  }

  /** Calls `listener` when another tab saves; returns what ends it. */
  subscribe(listener: (settings: Settings) => void): () => void {
    this.#listeners.add(listener);
    this.#join();
    return () => this.#listeners.delete(listener);
  }

  close(): void {
    this.#channel?.close();
    this.#channel = undefined;
  }

  #join(): Channel {
    this.#channel ??= joinChannel('undertone-settings', (message) => {
      const settings = restoreSettings(message);
      for (const listener of this.#listeners) listener(settings);
    });
    return this.#channel;
  }
}
