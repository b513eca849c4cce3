import type { Locks } from '../../storage/locks.ts';

/** Web Locks in memory: one instance stands for the browser, shared by all "tabs" of a test. */
export class MemoryLocks implements Locks {
  readonly #queues = new Map<string, (() => void)[]>();

  async tryRun(name: string, work: () => Promise<void>): Promise<boolean> {
    if (this.#queues.has(name)) return false;
    this.#queues.set(name, []);
    await this.#held(name, work);
    return true;
  }

  async run(name: string, signal: AbortSignal, work: () => Promise<void>): Promise<void> {
    if (!(await this.tryRun(name, work))) {
      await this.#turn(name, signal);
      await this.#held(name, work);
    }
  }

  #turn(name: string, signal: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      const queue = this.#queues.get(name) ?? [];
      queue.push(resolve);
      signal.addEventListener('abort', () => {
        const at = queue.indexOf(resolve);
        if (at === -1) return;
        queue.splice(at, 1);
        reject(new DOMException('aborted', 'AbortError'));
      });
    });
  }

  async #held(name: string, work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } finally {
      const next = this.#queues.get(name)?.shift();
      if (next === undefined) this.#queues.delete(name);
      else next();
    }
  }
}
