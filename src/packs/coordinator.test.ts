import 'fake-indexeddb/auto';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Database } from '../storage/db.ts';
import { MODELS, type ModelsSchema } from '../storage/schema.ts';
import { DownloadCoordinator, type DownloadState, type DownloadTarget, targetOf } from './coordinator.ts';
import { partFiles } from './parts.ts';
import { PackStore } from './store.ts';
import { chunksOf, freshStore, type Made, makePack, variantOf } from './testing/fixtures.ts';
import { MemoryLocks } from './testing/locks.ts';
import { MemoryServer } from './testing/server.ts';

interface Tab {
  readonly coordinator: DownloadCoordinator;
  readonly store: PackStore;
  readonly seen: DownloadState[];
}

let made: Made;
let server: MemoryServer;
let locks: MemoryLocks;
let target: DownloadTarget;
let chunks: string[];
let database: string;
let tabs: Tab[];

beforeEach(async () => {
  made = await makePack();
  server = new MemoryServer(chunksOf(made));
  locks = new MemoryLocks();
  target = targetOf(made.pack, variantOf(made.pack, 'int8'), made.runtime);
  chunks = target.parts.flatMap(partFiles).flatMap((file) => file.chunks.map(({ sha256 }) => sha256));
  database = (await freshStore().db.open()).name;
  tabs = [];
});
afterEach(async () => {
  await Promise.all(tabs.map(({ coordinator }) => coordinator.dispose()));
});

/** A tab of its own: its own connection and coordinator, the browser's locks and channel in common. */
function openTab(withLocks = true): Tab {
  const store = new PackStore(new Database<ModelsSchema>({ ...MODELS, name: database }));
  const coordinator = new DownloadCoordinator({
    base: server.base,
    store,
    fetch: server.fetch,
    concurrency: 1,
    locks: withLocks ? locks : undefined,
  });
  const seen: DownloadState[] = [];
  coordinator.subscribe((_key, state) => seen.push(state));
  const tab = { coordinator, store, seen };
  tabs.push(tab);
  return tab;
}

async function until(what: () => boolean): Promise<void> {
  for (let i = 0; i < 400 && !what(); i++) await new Promise((done) => setTimeout(done, 5));
  if (!what()) throw new Error('waited in vain');
}

/** Holds every download at its fourth chunk until released. */
function hold(): { reached: () => boolean; release: () => void } {
  let reached = false;
  let release = (): void => undefined;
  const gate = new Promise<void>((resolve) => {
    release = resolve;
  });
  server.beforePiece = async (sha256) => {
    if (sha256 !== chunks[3]) return;
    reached = true;
    await gate;
  };
  return { reached: () => reached, release };
}

const statuses = ({ seen }: Tab): string[] => [
  ...new Set(seen.map((state) => ('owner' in state ? `${state.status} ${state.owner}` : state.status))),
];

describe('one tab', () => {
  it('downloads, verifies and installs all parts of a target', async () => {
    const tab = openTab();
    expect(await tab.coordinator.watch(target)).toEqual({ status: 'idle' });
    expect(await tab.coordinator.start(target)).toEqual({ status: 'installed' });
    expect(statuses(tab)).toEqual([
      'idle',
      'waiting',
      'downloading this-tab',
      'verifying this-tab',
      'installed',
    ]);
    expect((await tab.store.installed()).map(({ ready, trust }) => [ready, trust])).toEqual([
      [['int8'], 'catalogue'],
    ]);
    expect(await tab.store.runtimes()).toHaveLength(1);
    expect(server.asked().toSorted()).toEqual(chunks.toSorted());
  });

  it('pauses, shows the pause to a page that opens later, and resumes at the next missing chunk', async () => {
    const tab = openTab();
    const { reached, release } = hold();
    const running = tab.coordinator.start(target);
    await until(reached);
    await tab.coordinator.pause(target);
    release();
    const paused = { status: 'paused', storedBytes: 250, totalBytes: 150 + 420 + 250 };
    expect(await running).toEqual(paused);
    const later = openTab();
    expect(await later.coordinator.watch(target)).toEqual(paused);
    const before = server.asked().length;
    expect(await later.coordinator.start(target)).toEqual({ status: 'installed' });
    expect(server.asked().slice(before)).toEqual(chunks.slice(3));
  });

  it('cancels: what nothing else uses is deleted, what another install uses stays', async () => {
    const tab = openTab();
    await tab.coordinator.start(target);
    const fp32 = targetOf(made.pack, variantOf(made.pack, 'fp32'), made.runtime);
    const last = made.pack.files.at(-1)?.chunks.at(-1)?.sha256;
    let reached = false;
    server.beforePiece = (sha256) => {
      reached ||= sha256 === last;
      return sha256 === last ? new Promise(() => undefined) : Promise.resolve();
    };
    const running = tab.coordinator.start(fp32);
    await until(() => reached);
    await tab.coordinator.cancel(fp32);
    expect(await running).toEqual({ status: 'idle' });
    expect(await tab.store.usage()).toEqual({ bytes: 820, unused: 0 });
    expect(await tab.coordinator.watch(target)).toEqual({ status: 'installed' });
  });

  it('cancels what was only paused', async () => {
    const tab = openTab();
    const { reached, release } = hold();
    void tab.coordinator.start(target);
    await until(reached);
    await tab.coordinator.pause(target);
    release();
    await tab.coordinator.cancel(target);
    expect(tab.coordinator.state(target)).toEqual({ status: 'idle' });
    expect(await tab.store.usage()).toEqual({ bytes: 0, unused: 0 });
  });

  it('a model that was never asked for is not paused because another one, with the same runtime, is', async () => {
    const tab = openTab();
    const { reached, release } = hold();
    void tab.coordinator.start(target);
    await until(reached);
    await tab.coordinator.pause(target);
    release();
    const other = await makePack({ seed: 5 });
    const never = targetOf(other.pack, variantOf(other.pack, 'int8'), made.runtime);
    expect(await openTab().coordinator.watch(never)).toEqual({ status: 'idle' });
    expect(await openTab().coordinator.watch(target)).toMatchObject({ status: 'paused' });
  });

  it('turns a failure into a state that a reload still shows, and that a new start leaves', async () => {
    const tab = openTab();
    server.override = (_sha256, times) => (times === 1 ? new TypeError('offline') : undefined);
    const failed = {
      status: 'failed',
      error: { name: 'NetworkLostError', message: 'The network connection was lost.' },
      retryable: true,
    };
    expect(await tab.coordinator.start(target)).toEqual(failed);
    expect(await openTab().coordinator.watch(target)).toEqual(failed);
    server.override = () => undefined;
    expect(await tab.coordinator.start(target)).toEqual({ status: 'installed' });
  });

  it('does without locks', async () => {
    const tab = openTab(false);
    expect(await tab.coordinator.start(target)).toEqual({ status: 'installed' });
    await tab.coordinator.remove(made.pack.hash);
    expect(tab.coordinator.state(target)).toEqual({ status: 'idle' });
  });
});

describe('several tabs', () => {
  it('ask for every chunk once: one works, the other follows its progress', async () => {
    const [one, two] = [openTab(), openTab()];
    const { reached, release } = hold();
    const first = one.coordinator.start(target);
    await until(reached);
    const second = two.coordinator.start(target);
    await until(() => two.coordinator.state(target).status === 'downloading');
    expect(two.coordinator.state(target)).toMatchObject({
      owner: 'another-tab',
      progress: { totalBytes: 820 },
    });
    release();
    expect(await Promise.all([first, second])).toEqual([{ status: 'installed' }, { status: 'installed' }]);
    expect(server.asked().toSorted()).toEqual(chunks.toSorted());
    expect(statuses(two)).not.toContain('downloading this-tab');
  });

  it.each(['watches', 'asked for the download too'])(
    'take over where the working tab dies: one that %s',
    async (how) => {
      const [one, two] = [openTab(), openTab()];
      const { reached, release } = hold();
      void one.coordinator.start(target);
      await until(reached);
      if (how === 'watches') await two.coordinator.watch(target);
      else void two.coordinator.start(target);
      await until(() => two.coordinator.state(target).status === 'downloading');
      const before = server.asked().length;
      await one.coordinator.dispose();
      release();
      await until(() => two.coordinator.state(target).status === 'installed');
      expect(statuses(two)).toContain('downloading this-tab');
      expect(server.asked().slice(before)).toEqual(chunks.slice(3));
    },
  );

  it.each(['pause', 'cancel'] as const)(
    'obey a %s from the one that only follows, and do not take over',
    async (action) => {
      const [one, two, three] = [openTab(), openTab(), openTab()];
      const { reached, release } = hold();
      const first = one.coordinator.start(target);
      await until(reached);
      void three.coordinator.start(target);
      void two.coordinator.start(target);
      await until(() =>
        [two, three].every(({ coordinator }) => coordinator.state(target).status === 'downloading'),
      );
      const before = server.asked().length;
      await two.coordinator[action](target);
      release();
      const status = action === 'pause' ? 'paused' : 'idle';
      expect(await first).toMatchObject({ status });
      await until(() => [two, three].every(({ coordinator }) => coordinator.state(target).status === status));
      await new Promise((done) => setTimeout(done, 50));
      expect(server.asked()).toHaveLength(before);
      expect((await two.store.usage()).bytes).toBe(action === 'pause' ? 250 : 0);
    },
  );

  it('see a failure and do not repeat it', async () => {
    const [one, two] = [openTab(), openTab()];
    server.override = (sha256) => (sha256 === chunks[4] ? new Response('', { status: 404 }) : undefined);
    const { reached, release } = hold();
    const first = one.coordinator.start(target);
    await until(reached);
    const second = two.coordinator.start(target);
    await until(() => two.coordinator.state(target).status === 'downloading');
    release();
    expect(await first).toMatchObject({ status: 'failed', error: { name: 'ChunkRefusedError' } });
    expect(await second).toMatchObject({ status: 'failed', error: { name: 'ChunkRefusedError' } });
    expect(server.asked().filter((one) => one === chunks[4])).toHaveLength(1);
  });

  it('see that a pack was removed', async () => {
    const [one, two] = [openTab(), openTab()];
    await one.coordinator.start(target);
    await two.coordinator.watch(target);
    expect(two.coordinator.state(target)).toEqual({ status: 'installed' });
    await one.coordinator.remove(made.pack.hash);
    await until(() => two.coordinator.state(target).status === 'idle');
  });
});
