import * as v from 'valibot';
import { type Channel, joinChannel } from '../storage/channel.ts';
import { type Locks, platformLocks } from '../storage/locks.ts';
import {
  type DownloadMessage,
  type DownloadState,
  type DownloadTarget,
  messageSchema,
  targetKey,
} from './download-state.ts';
import { Transfer, type TransferOptions } from './transfer.ts';

export { type DownloadState, type DownloadTarget, targetKey, targetOf } from './download-state.ts';

export interface CoordinatorOptions extends Omit<TransferOptions, 'locks'> {
  /** The browser's Web Locks by default; `undefined` lets every tab act for itself. */
  readonly locks?: Locks | undefined;
}

/**
 * Downloads for all tabs: one of them works, the others follow and take over if it dies.
 *
 * Failures are states, not rejections; trying again after one is up to the caller. Without Web Locks or
 * BroadcastChannel every tab works for itself, which costs traffic and nothing else.
 */
export class DownloadCoordinator {
  readonly #options: TransferOptions;
  readonly #transfers = new Map<string, Transfer>();
  readonly #listeners = new Set<(key: string, state: DownloadState) => void>();
  readonly #channel: Channel;

  constructor(options: CoordinatorOptions) {
    this.#options = { ...options, locks: 'locks' in options ? options.locks : platformLocks() };
    this.#channel = joinChannel('undertone-downloads', (message) => this.#hear(message));
  }

  /** Downloads the target, or follows the tab that does; resolves to the state in which it comes to rest. */
  start(target: DownloadTarget): Promise<DownloadState> {
    const key = targetKey(target);
    const transfer = this.#transfer(target);
    const result = transfer.start();
    this.#post({ type: 'who', key });
    return result;
  }

  /** Learns how the target stands, from the store and from other tabs, and follows it from now on. */
  watch(target: DownloadTarget): Promise<DownloadState> {
    const result = this.#transfer(target).refresh();
    this.#post({ type: 'who', key: targetKey(target) });
    return result;
  }

  state(target: DownloadTarget): DownloadState {
    return this.#transfer(target).state;
  }

  /** Stops the download in whichever tab it runs; stored chunks stay. */
  pause(target: DownloadTarget): Promise<void> {
    return this.#transfer(target).pause();
  }

  /** Stops the download in whichever tab it runs, and deletes the chunks that no other install uses. */
  cancel(target: DownloadTarget): Promise<void> {
    return this.#transfer(target).cancel();
  }

  /** Deletes a pack or runtime by its record's key, and lets every tab see that it is gone. */
  async remove(key: string): Promise<void> {
    await this.#options.store.remove(key);
    for (const [watched, transfer] of this.#transfers) {
      this.#post({ type: 'state', key: watched, state: await transfer.refresh() });
    }
  }

  /** Calls `listener` whenever a target's state changes, whichever tab did it; returns what ends it. */
  subscribe(listener: (key: string, state: DownloadState) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Lets go of everything, as closing the tab does. */
  async dispose(): Promise<void> {
    this.#channel.close();
    await Promise.all([...this.#transfers.values()].map((transfer) => transfer.dispose()));
  }

  #transfer(target: DownloadTarget): Transfer {
    const key = targetKey(target);
    const known = this.#transfers.get(key);
    if (known !== undefined) return known;
    const transfer = new Transfer(target, key, this.#options, {
      changed: (state, own) => {
        for (const listener of this.#listeners) listener(key, state);
        if (own) this.#post({ type: 'state', key, state });
      },
      ask: (action) => this.#post({ type: 'ask', key, action }),
    });
    this.#transfers.set(key, transfer);
    return transfer;
  }

  #post(message: DownloadMessage): void {
    this.#channel.post(message);
  }

  #hear(message: unknown): void {
    const parsed = v.safeParse(messageSchema, message);
    if (!parsed.success) return;
    const { output } = parsed;
    const transfer = this.#transfers.get(output.key);
    if (transfer === undefined) return;
    if (output.type === 'state') transfer.heard(output.state);
    else if (output.type === 'ask') transfer.asked(output.action);
    else if (transfer.owned) this.#post({ type: 'state', key: output.key, state: transfer.state });
  }
}
