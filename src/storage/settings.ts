import * as v from 'valibot';
import { Announcements } from './channel.ts';
import { type Database, documentsDatabase } from './db.ts';
import type { DocumentsSchema } from './schema.ts';

const KEY = 'app';

/** Each field falls back to its default by itself, so that one damaged value costs no other. */
const settingsSchema = v.object({
  theme: v.fallback(v.picklist(['system', 'light', 'dark']), 'system'),
  /** Preferred labelling convention. */
  head: v.fallback(v.pipe(v.string(), v.maxLength(64)), 'investor'),
  /** Hash of the pack that the user chose; empty: the catalogue's first. */
  packHash: v.fallback(v.pipe(v.string(), v.regex(/^([0-9a-f]{64})?$/)), ''),
  /** The user agreed that WebGPU may be tried when idle. */
  webgpuConsent: v.fallback(v.boolean(), false),
  /** What the model runs on: as measured, or what the user insists on. */
  backend: v.fallback(v.picklist(['measured', 'wasm', 'webgpu']), 'measured'),
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
  readonly #others = new Announcements('undertone-settings', restoreSettings);

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
    this.#others.post(next);
    return next;
  }

  /** Calls `listener` when another tab saves; returns what ends it. */
  subscribe(listener: (settings: Settings) => void): () => void {
    return this.#others.subscribe(listener);
  }

  close(): void {
    this.#others.close();
  }
}
