import { CancelledError, isCancellation } from '../errors.ts';
import type { Locks } from '../storage/locks.ts';
import type { InstallRecord } from '../storage/schema.ts';
import { type DownloadOptions, downloadFiles } from './download.ts';
import type { DownloadState, DownloadTarget } from './download-state.ts';
import { isRetryable } from './errors.ts';
import { partFiles, partName, recordKey, storedSize } from './parts.ts';
import type { PackStore } from './store.ts';

type Action = 'pause' | 'cancel';

export interface TransferOptions extends Omit<DownloadOptions, 'files' | 'store' | 'signal' | 'onProgress'> {
  readonly store: PackStore;
  readonly locks: Locks | undefined;
}

/** How a transfer speaks to its tab and to the other tabs. */
export interface TransferEvents {
  /** @param own true where the state is this tab's doing, and other tabs have to be told. */
  changed(state: DownloadState, own: boolean): void;
  ask(action: Action): void;
}

/**
 * One target's download as this tab sees it: owned here (under the target's lock), followed, or at rest.
 *
 * Why a download stands still is in the models database, so whoever gets the lock next knows whether its owner
 * stopped or died.
 */
export class Transfer {
  readonly #target: DownloadTarget;
  readonly #lock: string;
  readonly #options: TransferOptions;
  readonly #events: TransferEvents;
  #state: DownloadState = { status: 'idle' };
  #active: Promise<void> | undefined;
  #running: AbortController | undefined;
  #waiting: AbortController | undefined;
  #asked: Action | undefined;
  #disposed = false;

  constructor(target: DownloadTarget, key: string, options: TransferOptions, events: TransferEvents) {
    this.#target = target;
    this.#lock = `undertone-download:${key}`;
    this.#options = options;
    this.#events = events;
  }

  get state(): DownloadState {
    return this.#state;
  }

  /** True where this tab does the work and answers for it. */
  get owned(): boolean {
    return this.#running !== undefined;
  }

  /** Downloads, or follows the tab that does; resolves once the target is at rest. */
  async start(): Promise<DownloadState> {
    if (this.#active === undefined) this.#asked = undefined;
    await this.#activity(() => this.#begin());
    return this.#state;
  }

  /** Reads from the store how things stand, unless something goes on. */
  async refresh(): Promise<DownloadState> {
    if (this.#active === undefined) {
      const state = await this.#restored();
      if (this.#active === undefined) this.#set(state, false);
    }
    return this.#state;
  }

  /** Stops the work wherever it is done; what is stored stays. */
  async pause(): Promise<void> {
    if (this.#active === undefined) return;
    this.#asked = 'pause';
    if (this.#running === undefined) this.#events.ask('pause');
    this.#running?.abort(new CancelledError('The download'));
    await this.#active;
  }

  /** Stops the work wherever it is done, and deletes what nothing else uses. */
  async cancel(): Promise<void> {
    this.#asked = 'cancel';
    if (this.#running === undefined) this.#events.ask('cancel');
    this.#running?.abort(new CancelledError('The download'));
    await this.#activity(() => this.#underLock(() => this.#rest('cancel')));
  }

  /** Another tab asks for what only the owner can do. */
  asked(action: Action): void {
    if (this.#running === undefined) return;
    this.#asked = action;
    this.#running.abort(new CancelledError('The download'));
  }

  /** Another tab says how its work goes on. */
  heard(state: DownloadState): void {
    if (this.#running !== undefined || this.#disposed) return;
    if (state.status === 'downloading' || state.status === 'verifying') {
      this.#set({ ...state, owner: 'another-tab' }, false);
      // Whoever follows stands in line, to go on where the other tab dies.
      if (this.#options.locks !== undefined) {
        void this.start();
      }
      return;
    }
    this.#waiting?.abort();
    this.#set(state, false);
  }

  /** Lets go without a word, as a tab that is closed does; another tab may take over. */
  async dispose(): Promise<void> {
    this.#disposed = true;
    this.#running?.abort(new CancelledError('The download'));
    this.#waiting?.abort();
    await this.#active;
  }

  /** Joins what goes on, or does this; a failure becomes the state. */
  #activity(work: () => Promise<void>): Promise<void> {
    this.#active ??= work()
      .catch((error: unknown) => this.#fail(error))
      .finally(() => {
        this.#active = undefined;
        this.#asked = undefined;
      });
    return this.#active;
  }

  async #begin(): Promise<void> {
    if (this.#state.status !== 'downloading' && this.#state.status !== 'verifying') {
      this.#set({ status: 'waiting' }, false);
    }
    await this.#underLock(() => this.#own());
  }

  /** Runs `fresh` where the lock is free; else stands in line and takes over only what nobody stopped. */
  async #underLock(fresh: () => Promise<void>): Promise<void> {
    const { locks } = this.#options;
    if (locks === undefined) return fresh();
    if (await locks.tryRun(this.#lock, fresh)) return;
    const waiting = new AbortController();
    this.#waiting = waiting;
    try {
      await locks.run(this.#lock, waiting.signal, () => this.#takeOver());
    } catch (error) {
      // The other tab came to rest, and said so.
      if (!waiting.signal.aborted) throw error;
    } finally {
      this.#waiting = undefined;
    }
  }

  async #takeOver(): Promise<void> {
    if (this.#disposed) return;
    if (this.#asked !== undefined) return this.#rest(this.#asked);
    const records = await this.#begunRecords();
    if (records.some((record) => record.stop === undefined)) return this.#own();
    this.#set(await this.#restored(), false);
  }

  async #own(): Promise<void> {
    // Asked between the request for the lock and its grant.
    if (this.#asked !== undefined) return this.#rest(this.#asked);
    const running = new AbortController();
    this.#running = running;
    try {
      await this.#work(running.signal);
      this.#set({ status: 'installed' }, true);
    } catch (error) {
      if (this.#disposed) return;
      if (isCancellation(error)) await this.#rest(this.#asked ?? 'pause');
      else await this.#fail(error);
    } finally {
      this.#running = undefined;
    }
  }

  async #work(signal: AbortSignal): Promise<void> {
    const { store, locks: _locks, ...options } = this.#options;
    const ready = await Promise.all(this.#target.parts.map((part) => store.isReady(part)));
    const parts = this.#target.parts.filter((_, index) => ready[index] !== true);
    for (const part of parts) await store.begin(part, 'catalogue');
    await downloadFiles({
      ...options,
      store,
      signal,
      files: parts.flatMap(partFiles),
      onProgress: (progress) => this.#set({ status: 'downloading', owner: 'this-tab', progress }, true),
    });
    this.#set({ status: 'verifying', owner: 'this-tab' }, true);
    for (const part of parts) {
      for (const file of partFiles(part)) {
        if (signal.aborted) throw new CancelledError('The download');
        await store.readFile(file);
      }
      await store.installPart(part, 'catalogue');
    }
  }

  /** Comes to rest as asked; the reason is stored before the lock is let go. */
  async #rest(action: Action): Promise<void> {
    const { store } = this.#options;
    try {
      for (const part of this.#target.parts) {
        if (action === 'cancel') await store.abandon(part);
        else await store.setStop(part, { reason: 'paused' });
      }
      this.#set(await this.#restored(), true);
    } catch (error) {
      await this.#fail(error);
    }
  }

  async #fail(error: unknown): Promise<void> {
    const { name, message } = error instanceof Error ? error : new Error(String(error));
    const stop = {
      reason: 'failed' as const,
      error: { name, message, retryable: isRetryable(error) },
    };
    for (const part of this.#target.parts) {
      // The failure itself matters more than that it could not be noted, which a full disk may prevent.
      await this.#options.store.setStop(part, stop).catch(() => undefined);
    }
    this.#set({ status: 'failed', error: { name, message }, retryable: stop.error.retryable }, true);
  }

  async #restored(): Promise<DownloadState> {
    const { store } = this.#options;
    const { parts } = this.#target;
    const ready = await Promise.all(parts.map((part) => store.isReady(part)));
    if (ready.every(Boolean)) return { status: 'installed' };
    const [begun] = await this.#begunRecords();
    if (begun === undefined) return { status: 'idle' };
    const error = begun.stop?.error;
    if (error !== undefined) {
      return {
        status: 'failed',
        error: { name: error.name, message: error.message },
        retryable: error.retryable,
      };
    }
    const files = parts.flatMap(partFiles);
    const missing = await store.missingChunks(files);
    const totalBytes = storedSize(files);
    return {
      status: 'paused',
      storedBytes: totalBytes - missing.reduce((sum, chunk) => sum + chunk.bytes, 0),
      totalBytes,
    };
  }

  /** Records of what was asked for and is not there yet. A runtime counts only alone: other models share it. */
  async #begunRecords(): Promise<InstallRecord[]> {
    const packs = this.#target.parts.filter((part) => part.kind === 'pack');
    const own = packs.length > 0 ? packs : this.#target.parts;
    const records = await Promise.all(
      own.map(async (part) => {
        const record = await this.#options.store.record(recordKey(part));
        return record?.pending.includes(partName(part)) === true ? record : undefined;
      }),
    );
    return records.filter((record) => record !== undefined);
  }

  #set(state: DownloadState, own: boolean): void {
    this.#state = state;
    if (!this.#disposed) this.#events.changed(state, own);
  }
}
