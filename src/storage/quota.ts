import { StorageFullError } from './errors.ts';

/** Bytes, as the browser estimates them. */
export interface StorageEstimateBytes {
  readonly usage: number;
  readonly quota: number;
  readonly available: number;
}

export type PersistAnswer = 'granted' | 'denied' | 'unsupported';

/** What browsers may or may not have of StorageManager; workers have no `persist`. */
interface Manager {
  estimate?(): Promise<{ usage?: number; quota?: number }>;
  persisted?(): Promise<boolean>;
  persist?(): Promise<boolean>;
}

function manager(): Manager | undefined {
  return typeof navigator === 'undefined' ? undefined : navigator.storage;
}

/** What the browser lets this origin use; `undefined` where it does not say. */
export async function estimate(): Promise<StorageEstimateBytes | undefined> {
  const storage = manager();
  if (typeof storage?.estimate !== 'function') return undefined;
  const { usage, quota } = await storage.estimate();
  if (usage === undefined || quota === undefined) return undefined;
  return { usage, quota, available: Math.max(0, quota - usage) };
}

/** True where the browser has promised not to evict this origin; `undefined` where it does not say. */
export async function isPersisted(): Promise<boolean | undefined> {
  const storage = manager();
  return typeof storage?.persisted === 'function' ? storage.persisted() : undefined;
}

/** Asks the browser not to evict this origin; asks only where it has not promised so already. */
export async function persist(): Promise<PersistAnswer> {
  const storage = manager();
  if (typeof storage?.persist !== 'function') return 'unsupported';
  if (await isPersisted()) return 'granted';
  return (await storage.persist()) ? 'granted' : 'denied';
}

/** The platform's quota error as ours, with what is known about the space. */
export async function quotaError(needed: number | undefined, cause: unknown): Promise<StorageFullError> {
  // The estimate only adds a figure to the advice, so its own failure must not hide the real error.
  const space = await estimate().catch(() => undefined);
  return new StorageFullError(needed, space?.available, { cause });
}
