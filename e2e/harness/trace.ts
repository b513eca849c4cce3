import type { CDPSession, Page } from 'playwright-core';

/** The longest task of the page's main thread, in milliseconds. */
export interface LongestTask {
  /** By the clock: on a busy machine this counts other programs as well. */
  readonly wallMs: number;
  /** By the thread's own processor time. */
  readonly cpuMs: number;
  readonly tasks: number;
}

/** The part of a trace event that is read here; times in microseconds. */
interface TraceEvent {
  readonly name: string;
  readonly pid: number;
  readonly tid: number;
  readonly dur?: number;
  readonly tdur?: number;
  readonly args?: { readonly name?: string };
}

const TASK = /^(RunTask|ThreadControllerImpl::RunTask)$/;

/** Traces the renderers' main threads while `work` runs. */
export async function longestTask(page: Page, work: () => Promise<void>): Promise<LongestTask> {
  const devtools = await page.context().newCDPSession(page);
  const events: TraceEvent[] = [];
  devtools.on('Tracing.dataCollected', ({ value }) => events.push(...value.map(traceEvent)));
  await devtools.send('Tracing.start', {
    traceConfig: { includedCategories: ['toplevel', 'disabled-by-default-devtools.timeline', '__metadata'] },
  });
  await work();
  await finish(devtools);
  await devtools.detach();
  const main = new Set(
    events
      .filter(({ name, args }) => name === 'thread_name' && args?.name === 'CrRendererMain')
      .map(({ pid, tid }) => `${pid}/${tid}`),
  );
  const tasks = events.filter(({ name, pid, tid }) => TASK.test(name) && main.has(`${pid}/${tid}`));
  const longest = (key: 'dur' | 'tdur') =>
    tasks.reduce((most, event) => Math.max(most, event[key] ?? 0), 0) / 1_000;
  return { wallMs: longest('dur'), cpuMs: longest('tdur'), tasks: tasks.length };
}

function finish(devtools: CDPSession): Promise<void> {
  const complete = new Promise<void>((resolve) => devtools.once('Tracing.tracingComplete', () => resolve()));
  return devtools.send('Tracing.end').then(() => complete);
}

function traceEvent(value: Record<string, unknown>): TraceEvent {
  const number = (key: string) => (typeof value[key] === 'number' ? value[key] : undefined);
  const args = value['args'];
  const name =
    typeof args === 'object' && args !== null && 'name' in args && typeof args.name === 'string'
      ? args.name
      : undefined;
  const dur = number('dur');
  const tdur = number('tdur');
  return {
    name: String(value['name']),
    pid: number('pid') ?? 0,
    tid: number('tid') ?? 0,
    ...(dur === undefined ? {} : { dur }),
    ...(tdur === undefined ? {} : { tdur }),
    ...(name === undefined ? {} : { args: { name } }),
  };
}
