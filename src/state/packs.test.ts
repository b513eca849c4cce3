import { readFile } from 'node:fs/promises';
import { describe, expect, it, vi } from 'vitest';
import type { Catalogue, PackEntry, RuntimeEntry } from '../packs/catalog.ts';
import type { DownloadState, DownloadTarget } from '../packs/coordinator.ts';
import { targetKey, targetOf } from '../packs/coordinator.ts';
import { parseCatalogue } from '../packs/load-catalogue.ts';
import { filesOf } from './pack-services.ts';
import { createPacks, type PacksServices } from './packs.ts';

/** The published catalogue with a runtime, as a build completes it. */
async function published(): Promise<{ catalogue: Catalogue; entry: PackEntry; runtime: RuntimeEntry }> {
  const bytes = await readFile(new URL('../../models/packs/catalog.json', import.meta.url));
  const { packs } = await parseCatalogue(bytes);
  const entry = packs[0];
  const file = entry?.files[0];
  if (entry === undefined || file === undefined) throw new Error('The catalogue is empty.');
  const runtime: RuntimeEntry = { id: 'wasm', version: '1', files: [{ ...file, path: 'ort.wasm' }] };
  return { catalogue: { format: 1, packs: [entry], runtimes: [runtime] }, entry, runtime };
}

async function setUp(stored: DownloadState) {
  const { catalogue, entry, runtime } = await published();
  let tell: (key: string, state: DownloadState) => void = () => undefined;
  let state = stored;
  const onChosen = vi.fn();
  const broken = new Set<string>();
  const services: PacksServices = {
    loadPreference: async () => ({ packHash: '', head: 'investor' }),
    savePreference: vi.fn(async () => undefined),
    loadCatalogue: vi.fn(async () => catalogue),
    store: {
      installed: async () => [],
      readFile: async (file) => {
        if (!broken.has(file.path)) return new Uint8Array();
        state = { status: 'idle' };
        throw Object.assign(new Error(file.path), { name: 'CorruptChunkError' });
      },
    },
    downloads: {
      start: async () => state,
      watch: async (_: DownloadTarget) => state,
      pause: async () => undefined,
      cancel: async () => undefined,
      remove: async () => {
        state = { status: 'idle' };
      },
      subscribe: (listener) => {
        tell = listener;
        return () => undefined;
      },
    },
    targetOf,
    targetKey,
    filesOf,
    exportPack: () => Promise.reject(new Error('unused')),
    importPack: () => Promise.reject(Object.assign(new Error('bad'), { name: 'ArchiveInvalidError' })),
    openRequest: () => {
      throw new Error('unused');
    },
    onDownload: vi.fn(),
    onChosen,
  };
  const packs = createPacks(services);
  await packs.load();
  const card = packs.store.getState().cards[0];
  if (card === undefined) throw new Error('There is no card.');
  return {
    packs,
    card,
    entry,
    runtime,
    onChosen,
    services,
    broken,
    tell: (s: DownloadState) => tell(card.key, s),
  };
}

describe('models', () => {
  it('counts all that a first run needs, tokenizer included, and the runtime beside it', async () => {
    const { card, entry, runtime } = await setUp({ status: 'idle' });
    const needs = new Set(card.variant.needs);
    const expected = entry.files
      .filter((file) => needs.has(file.path))
      .reduce((sum, file) => sum + file.bytes, 0);
    expect(needs).toContain('tokenizer.json');
    expect(card.modelBytes).toBe(expected);
    expect(card.runtimeBytes).toBe(runtime.files[0]?.bytes);
  });

  it('chooses a model once it is installed, and says so once', async () => {
    const { packs, tell, onChosen } = await setUp({ status: 'idle' });
    expect(packs.store.getState().chosen).toBeUndefined();
    tell({ status: 'verifying', owner: 'this-tab' });
    tell({ status: 'installed' });
    tell({ status: 'installed' });
    expect(onChosen).toHaveBeenCalledTimes(1);
    expect(packs.store.getState().chosen?.head).toBe('investor');
  });

  it('no longer chooses a model whose files turn out to be damaged', async () => {
    const { packs, card, broken, onChosen } = await setUp({ status: 'installed' });
    await packs.verify(card);
    expect(packs.store.getState().checks[card.entry.hash]).toEqual({ status: 'good' });
    broken.add('tokenizer.json');
    await packs.verify(card);
    expect(packs.store.getState().checks[card.entry.hash]).toMatchObject({
      status: 'bad',
      failure: { name: 'CorruptChunkError', message: 'tokenizer.json' },
    });
    expect(packs.store.getState().chosen).toBeUndefined();
    expect(onChosen).toHaveBeenLastCalledWith(undefined, 'page');
  });

  it('reads in the convention that was chosen, and remembers it', async () => {
    const { packs, card, onChosen, services } = await setUp({ status: 'installed' });
    const other = card.entry.heads.at(-1)?.id ?? '';
    packs.choose(card, other);
    expect(packs.store.getState().chosen?.head).toBe(other);
    expect(onChosen).toHaveBeenLastCalledWith(expect.objectContaining({ head: other }), 'reader');
    expect(services.savePreference).toHaveBeenCalledWith({ packHash: card.entry.hash, head: other });
    packs.choose(card, 'no-such-convention');
    expect(packs.store.getState().chosen?.head).toBe(card.entry.heads[0]?.id);
  });

  it('can load the catalogue again after it failed', async () => {
    const { catalogue } = await published();
    const { services } = await setUp({ status: 'idle' });
    const loadCatalogue = vi
      .fn()
      .mockRejectedValueOnce(new TypeError('offline'))
      .mockResolvedValue(catalogue);
    const packs = createPacks({ ...services, loadCatalogue });
    await packs.load();
    expect(packs.store.getState()).toMatchObject({ status: 'failed', failure: { name: 'TypeError' } });
    await packs.load();
    expect(packs.store.getState()).toMatchObject({ status: 'ready', failure: undefined });
  });

  it('shows why an import failed', async () => {
    const { packs } = await setUp({ status: 'idle' });
    expect(await packs.importFile(new Blob([]))).toBeUndefined();
    expect(packs.store.getState()).toMatchObject({
      transferFailure: { name: 'ArchiveInvalidError' },
      transferring: false,
    });
  });
});
