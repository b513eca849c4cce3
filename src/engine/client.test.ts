import * as Comlink from 'comlink';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { CancelledError } from '../errors.ts';
import type { EngineApi, OpenRequest, ScoredBatch, SessionInfo } from './api.ts';
import { EngineClient, type EngineOptions } from './client.ts';

const session: SessionInfo = {
  packHash: 'a',
  variant: 'int8',
  backend: 'wasm',
  threads: 1,
  openMs: 1,
  goldenError: 0,
  heads: ['investor'],
};
const request = (hash: string) =>
  ({
    pack: { hash },
    variant: { id: 'int8' },
    runtime: { id: 'wasm' },
    threads: 1,
    runtimeBase: '',
  }) as OpenRequest;

/** A worker that lives in this thread: an in-memory port with the engine's API behind it. */
class FakeWorker extends EventTarget {
  terminated = false;
  readonly port: MessagePort;
  private readonly far: MessagePort;
  constructor(api: EngineApi) {
    super();
    const channel = new MessageChannel();
    this.port = channel.port1;
    this.far = channel.port2;
    Comlink.expose(api, this.far);
    this.port.onmessage = (event) => this.dispatchEvent(new MessageEvent('message', { data: event.data }));
  }
  postMessage(message: unknown, transfer: Transferable[] = []) {
    if (!this.terminated) this.port.postMessage(message, transfer);
  }
  terminate() {
    this.terminated = true;
    this.port.close();
    this.far.close();
  }
}

interface Fake {
  readonly workers: FakeWorker[];
  readonly client: EngineClient;
  /** Replaces parts of the API of the workers that start from now on. */
  api: Partial<EngineApi>;
}

function fake(options: EngineOptions = {}): Fake {
  const jobs = new Map<number, (reason: Error) => void>();
  const base: EngineApi = {
    ping: () => 0,
    open: async () => session,
    score: (wanted, onBatch) =>
      new Promise((resolve, reject) => {
        jobs.set(wanted.job, reject);
        if (wanted.texts[0] === 'for ever') return;
        const batch: ScoredBatch = { indices: [0], scores: [], done: 1, total: 1 };
        onBatch(batch);
        setTimeout(() => resolve({ scored: wanted.texts.length, ms: 1 }), 5);
      }),
    prefer: () => undefined,
    cancel: (job) => jobs.get(job)?.(new CancelledError('Scoring')),
    assignment: async () => null,
    measure: async () => ({ one: 1, many: 2 }),
  };
  const made: Fake = {
    workers: [],
    api: {},
    client: new EngineClient({
      createWorker: () => {
        const worker = new FakeWorker({ ...base, ...made.api });
        made.workers.push(worker);
        return worker as unknown as Worker;
      },
      ...options,
    }),
  };
  started.push(made.client);
  return made;
}

const started: EngineClient[] = [];
const never = new AbortController().signal;
const ignore = { signal: never, onBatch: () => undefined };

afterEach(() => {
  for (const client of started.splice(0)) client.sleep();
  vi.useRealTimers();
});

describe('EngineClient', () => {
  it('opens once and scores', async () => {
    const { client, workers } = fake();
    await client.open(request('a'), never);
    const batches: ScoredBatch[] = [];
    const job = client.score('investor', ['x'], [], {
      signal: never,
      onBatch: (batch) => batches.push(batch),
    });
    expect(await job.done).toEqual({ scored: 1, ms: 1 });
    expect(batches).toHaveLength(1);
    expect(workers).toHaveLength(1);
    expect(client.state.status).toBe('ready');
  });

  it('rejects a cancelled job and serves the next one in the same worker', async () => {
    const { client, workers } = fake();
    await client.open(request('a'), never);
    const controller = new AbortController();
    const job = client.score('investor', ['for ever'], [], {
      signal: controller.signal,
      onBatch: () => undefined,
    });
    setTimeout(() => controller.abort(), 10);
    await expect(job.done).rejects.toMatchObject({ name: 'CancelledError' });
    await expect(client.score('investor', ['x'], [], ignore).done).resolves.toMatchObject({ scored: 1 });
    expect(workers).toHaveLength(1);
  });

  it('ends a worker that hangs, says so, and serves the next request from a new one', async () => {
    const made = fake({ hungMs: 1_500 });
    made.api = { ping: () => new Promise<number>(() => undefined) as unknown as number };
    await made.client.open(request('a'), never);
    await expect(made.client.score('investor', ['for ever'], [], ignore).done).rejects.toMatchObject({
      name: 'EngineHungError',
    });
    expect(made.workers[0]?.terminated).toBe(true);
    made.api = {};
    await expect(made.client.score('investor', ['x'], [], ignore).done).resolves.toMatchObject({ scored: 1 });
    expect(made.workers).toHaveLength(2);
  });

  it('does not remember a failed opening', async () => {
    const made = fake();
    made.api = {
      open: () => Promise.reject(Object.assign(new Error('missing'), { name: 'MissingChunkError' })),
    };
    await expect(made.client.open(request('a'), never)).rejects.toMatchObject({ name: 'MissingChunkError' });
    expect(made.client.state.status).toBe('failed');
    made.api = {};
    await expect(made.client.open(request('a'), never)).resolves.toEqual(session);
  });

  it('rejects whoever waits when the worker crashes', async () => {
    const made = fake();
    await made.client.open(request('a'), never);
    const job = made.client.score('investor', ['for ever'], [], ignore);
    const outcome = expect(job.done).rejects.toMatchObject({ name: 'EngineCrashedError' });
    await new Promise((resolve) => setTimeout(resolve, 10));
    made.workers[0]?.dispatchEvent(new Event('error'));
    await outcome;
    await expect(made.client.score('investor', ['x'], [], ignore).done).resolves.toMatchObject({ scored: 1 });
  });

  it('ends an idle worker and comes back on the next request', async () => {
    const { client, workers } = fake({ idleMs: 30 });
    await client.open(request('a'), never);
    await new Promise((resolve) => setTimeout(resolve, 80));
    expect(client.state.status).toBe('asleep');
    expect(workers[0]?.terminated).toBe(true);
    await client.score('investor', ['x'], [], ignore).done;
    expect(workers).toHaveLength(2);
  });

  it('starts a new worker for another model', async () => {
    const { client, workers } = fake();
    await client.open(request('a'), never);
    await client.open(request('b'), never);
    expect(workers.map((worker) => worker.terminated)).toEqual([true, false]);
  });

  it('cancels an opening', async () => {
    const made = fake();
    made.api = { open: () => new Promise(() => undefined) };
    const controller = new AbortController();
    setTimeout(() => controller.abort(), 10);
    await expect(made.client.open(request('a'), controller.signal)).rejects.toMatchObject({
      name: 'CancelledError',
    });
    expect(made.client.state.status).toBe('asleep');
  });

  it('refuses to score before a model was opened', async () => {
    await expect(fake().client.score('investor', ['x'], [], ignore).done).rejects.toMatchObject({
      name: 'EngineNotOpenError',
    });
  });
});

describe('a lost graphics device', () => {
  const lost = () => Object.assign(new Error('gone'), { name: 'DeviceLostError' });

  it('costs one rebuild, after which the job goes on in a new worker', async () => {
    const made = fake();
    await made.client.open(request('a'), new AbortController().signal);
    made.api = {};
    const [first] = made.workers;
    let losses = 0;
    made.api.score = async (wanted) => {
      if (losses++ === 0) throw lost();
      return { scored: wanted.texts.length, ms: 1 };
    };
    made.client.sleep();
    const job = made.client.score('investor', ['a', 'b'], [], {
      signal: new AbortController().signal,
      onBatch: () => undefined,
    });
    expect(await job.done).toEqual({ scored: 2, ms: 1 });
    expect(first?.terminated).toBe(true);
    expect(made.workers).toHaveLength(3);
    expect(made.workers[1]?.terminated).toBe(true);
    expect(made.client.state.status).toBe('ready');
  });

  it('is reported when it is lost again', async () => {
    const made = fake();
    made.api.score = async () => {
      throw lost();
    };
    await made.client.open(request('a'), new AbortController().signal);
    const job = made.client.score('investor', ['a'], [], {
      signal: new AbortController().signal,
      onBatch: () => undefined,
    });
    await expect(job.done).rejects.toMatchObject({ name: 'DeviceLostError' });
    expect(made.workers).toHaveLength(2);
    expect(made.workers.every((worker) => worker.terminated)).toBe(true);
    expect(made.client.state).toMatchObject({ status: 'failed', error: { name: 'DeviceLostError' } });
  });
});
