/** The part of the Web Locks API that is used here; names are shared by all tabs and workers of the origin. */
export interface Locks {
  /** Runs `work` under the lock if it is free now. @returns false where it is not. */
  tryRun(name: string, work: () => Promise<void>): Promise<boolean>;
  /** Runs `work` under the lock once it is free; rejects with an AbortError where `signal` fires before. */
  run(name: string, signal: AbortSignal, work: () => Promise<void>): Promise<void>;
}

/** The browser's locks; `undefined` where it has none, and every tab then acts for itself. */
export function platformLocks(): Locks | undefined {
  const manager: LockManager | undefined = typeof navigator === 'undefined' ? undefined : navigator.locks;
  if (manager === undefined) return undefined;
  return {
    tryRun: (name, work) =>
      manager.request(name, { ifAvailable: true }, async (lock) => {
        if (lock === null) return false;
        await work();
        return true;
      }),
    run: (name, signal, work) => manager.request(name, { signal }, work),
  };
}
