import { platformLocks } from '../storage/locks.ts';

const PREFIX = 'undertone-page:';
/** A page that is reloaded may let go of its lock a moment after the next one starts. */
const PATIENCE_MS = 1_500;

/** Which pages of the app live in this browser: each holds a lock as long as it does. */
export interface Presence {
  readonly id: string;
  /** Runs the work, under that page's lock, if the page lives no more. */
  whenGone(page: string, work: () => Promise<void>): Promise<void>;
  /** True where no other page of the app is open, as far as the browser tells. */
  alone(): Promise<boolean>;
}

export function createPresence(): Presence {
  const id = crypto.randomUUID();
  const locks = platformLocks();
  // Held until the page goes, and let go by the browser.
  void locks?.run(PREFIX + id, new AbortController().signal, () => new Promise(() => undefined));
  return {
    id,
    async whenGone(page, work) {
      if (locks === undefined) return work();
      await locks.run(PREFIX + page, AbortSignal.timeout(PATIENCE_MS), work).catch((cause: unknown) => {
        // Still held: that page lives and will save for itself.
        if (!(cause instanceof DOMException && /^(?:Abort|Timeout)Error$/.test(cause.name))) throw cause;
      });
    },
    async alone() {
      if (locks === undefined) return true;
      const { held = [] } = await navigator.locks.query();
      return !held.some(({ name = '' }) => name.startsWith(PREFIX) && name !== PREFIX + id);
    },
  };
}
