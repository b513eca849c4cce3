import 'fake-indexeddb/auto';
import { describe, expect, it, vi } from 'vitest';
import { Database } from './db.ts';
import { estimate, isPersisted, persist } from './quota.ts';
import { DOCUMENTS, type DocumentsSchema } from './schema.ts';
import { DEFAULT_SETTINGS, restoreSettings, type Settings, SettingsStore } from './settings.ts';

const tab = (name: string): SettingsStore =>
  new SettingsStore(new Database<DocumentsSchema>({ ...DOCUMENTS, name }));

describe('settings', () => {
  it('start as defaults, keep what is saved, and tell other tabs', async () => {
    const [one, two] = [tab('settings'), tab('settings')];
    expect(await one.load()).toEqual(DEFAULT_SETTINGS);
    const heard: Settings[] = [];
    two.subscribe((settings) => heard.push(settings));
    await one.save({ theme: 'dark' });
    await one.save({ head: 'tweets' });
    const expected = { ...DEFAULT_SETTINGS, theme: 'dark', head: 'tweets' };
    expect(await two.load()).toEqual(expected);
    await vi.waitFor(() => expect(heard.at(-1)).toEqual(expected));
    one.close();
    two.close();
  });

  it.each([undefined, null, 7, 'x', [], { theme: 'pink', head: 7, webgpuConsent: 'yes', unknown: 1 }])(
    'survive what is damaged: %j',
    (stored) => {
      expect(restoreSettings(stored)).toEqual(DEFAULT_SETTINGS);
    },
  );

  it('lose only the damaged field', () => {
    expect(restoreSettings({ theme: 'light', packHash: 'zz' })).toEqual({
      ...DEFAULT_SETTINGS,
      theme: 'light',
    });
  });
});

describe('quota', () => {
  it('is unknown where the browser says nothing', async () => {
    vi.stubGlobal('navigator', {});
    expect([await estimate(), await persist(), await isPersisted()]).toEqual([
      undefined,
      'unsupported',
      undefined,
    ]);
    vi.unstubAllGlobals();
  });

  it('passes on figures and the answer, and asks only once it has to', async () => {
    const ask = vi.fn(async () => false);
    let persisted = false;
    vi.stubGlobal('navigator', {
      storage: {
        estimate: async () => ({ usage: 30, quota: 100 }),
        persisted: async () => persisted,
        persist: ask,
      },
    });
    expect(await estimate()).toEqual({ usage: 30, quota: 100, available: 70 });
    expect(await persist()).toBe('denied');
    persisted = true;
    expect(await persist()).toBe('granted');
    expect(ask).toHaveBeenCalledTimes(1);
    vi.unstubAllGlobals();
  });
});
