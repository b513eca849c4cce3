import * as Comlink from 'comlink';
import type { EngineApi, SessionInfo } from './api.ts';

/** One worker's life: its endpoint, and a promise that rejects when it is ended while somebody waits. */
export interface Connection {
  readonly worker: Worker;
  readonly remote: Comlink.Remote<EngineApi>;
  readonly ended: Promise<never>;
  readonly end: (reason: Error) => void;
  session: Promise<SessionInfo> | undefined;
}

const PING_EVERY_MS = 1_000;

/** @param onCrash called where the worker's script fails or cannot be loaded. */
export function connectWorker(worker: Worker, onCrash: (message: string) => void): Connection {
  let end: (reason: Error) => void = () => undefined;
  const ended = new Promise<never>((_, reject) => {
    end = reject;
  });
  ended.catch(() => undefined);
  worker.addEventListener('error', (event) => onCrash(event.message ?? 'it could not be loaded'));
  return { worker, remote: Comlink.wrap<EngineApi>(worker), ended, end, session: undefined };
}

/**
 * Pings a worker while somebody waits; `onHung` is called when it leaves a ping unanswered for too long. Ticks are
 * counted, not clock time: a throttled tab or a laptop that slept must not look like a hung worker.
 *
 * @returns what ends the watch.
 */
export function watchPings({ remote }: Connection, limitMs: number, onHung: () => void): () => void {
  let unansweredTicks = 0;
  const timer = setInterval(() => {
    if (unansweredTicks === 0) {
      void remote.ping().then(() => {
        unansweredTicks = 0;
      });
    }
    unansweredTicks++;
    if (unansweredTicks * PING_EVERY_MS > limitMs) onHung();
  }, PING_EVERY_MS);
  return () => clearInterval(timer);
}
