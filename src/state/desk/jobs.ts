import { isCancellation } from '../../errors.ts';
import { failureOf } from '../failure.ts';
import { PaceMeter } from '../pace.ts';
import type { DeskStore, JobKind } from './state.ts';

const REPORT_MS = 100;

/** Reports progress, and under another kind when the job enters its next stage. */
export type Report = (done: number, total: number, kind?: JobKind) => void;

export type Work = (signal: AbortSignal, report: Report) => Promise<void>;

/** The work on the current document: one job at a time, a new one ends the one before. */
export interface Jobs {
  run(kind: JobKind, work: Work, name?: string): Promise<void>;
  /** Stops because the reader asked; what is left waits until it is asked for. */
  stop(): void;
  /** Ends silently, because the document changes. */
  abandon(): void;
}

export function createJobs(store: DeskStore): Jobs {
  let running: AbortController | undefined;
  const abandon = () => {
    running?.abort();
    running = undefined;
    store.setState({ job: undefined });
  };
  return {
    abandon,
    stop() {
      abandon();
      store.setState({ stopped: true });
    },
    async run(kind, work, name = '') {
      running?.abort();
      const controller = new AbortController();
      running = controller;
      const report = reporter(store, kind, name, () => running === controller);
      store.setState({ failure: undefined, stopped: false });
      report(0, 0);
      try {
        await work(controller.signal, report);
      } catch (cause) {
        if (running !== controller) return;
        store.setState({ stopped: true, failure: isCancellation(cause) ? undefined : failureOf(cause) });
      } finally {
        if (running === controller) {
          running = undefined;
          store.setState({ job: undefined });
        }
      }
    },
  };
}

/** Writes progress into the store at most ten times a second, while the job is the current one. */
function reporter(store: DeskStore, first: JobKind, name: string, isCurrent: () => boolean): Report {
  let kind = first;
  let meter = new PaceMeter();
  let last = Number.NEGATIVE_INFINITY;
  return (done, total, next = kind) => {
    const now = performance.now();
    if (next !== kind) {
      kind = next;
      meter = new PaceMeter();
      last = Number.NEGATIVE_INFINITY;
    }
    if (!isCurrent() || (now - last < REPORT_MS && done < total)) return;
    last = now;
    store.setState({ job: { kind, name, pace: meter.measure(done, total, now) } });
  };
}
