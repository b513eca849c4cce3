import * as Comlink from 'comlink';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { segment } from '../text/segment.ts';
import type { DocumentsApi } from './api.ts';
import { DocumentsClient } from './client.ts';
import { documentsService } from './service.ts';

/** A worker as the client sees it: one end of a channel; the service answers at the other. */
class FakeWorker extends EventTarget implements Worker {
  static made: FakeWorker[] = [];
  onmessage: Worker['onmessage'] = null;
  onmessageerror: Worker['onmessageerror'] = null;
  onerror: Worker['onerror'] = null;
  terminated = false;
  private readonly near: MessagePort;
  private readonly far: MessagePort;

  constructor(api: DocumentsApi) {
    super();
    const { port1, port2 } = new MessageChannel();
    this.near = port1;
    this.far = port2;
    port1.onmessage = (event) => this.dispatchEvent(new MessageEvent('message', { data: event.data }));
    Comlink.expose(api, port2);
    FakeWorker.made.push(this);
  }

  postMessage(message: unknown, transfer?: Transferable[] | StructuredSerializeOptions): void {
    this.near.postMessage(message, Array.isArray(transfer) ? transfer : []);
  }

  terminate(): void {
    this.terminated = true;
    this.near.close();
    this.far.close();
  }
}

const stuck: DocumentsApi = {
  ...documentsService(),
  segment: () => new Promise(() => undefined),
};
const client = (api: () => DocumentsApi, options = {}) =>
  new DocumentsClient({ createWorker: () => new FakeWorker(api()), ...options });

afterEach(() => {
  for (const worker of FakeWorker.made) if (!worker.terminated) worker.terminate();
  FakeWorker.made = [];
});

const TEXT = 'Sales rose. Costs fell.';

describe('DocumentsClient', () => {
  it('segments and imports in one worker, started by the first request', async () => {
    const documents = client(documentsService);
    expect(FakeWorker.made).toHaveLength(0);
    const done: number[] = [];
    const found = await documents.segment(TEXT, { onProgress: (progress) => done.push(progress.done) });
    expect(found).toEqual(segment(TEXT));
    await vi.waitFor(() => expect(done.at(-1)).toBe(TEXT.length));
    const file = new File(['<p>Sales rose.</p>'], 'q3.html');
    expect(await documents.importFile(file)).toMatchObject({ title: 'q3', text: 'Sales rose.' });
    expect(FakeWorker.made).toHaveLength(1);
    documents.dispose();
  });

  it('keeps the name and words of an error', async () => {
    const documents = client(documentsService);
    await expect(documents.importFile(new File([], 'a.txt'))).rejects.toMatchObject({
      name: 'EmptyFileError',
      message: '“a.txt” holds no text.',
    });
    await expect(documents.importFile(new File(['%PDF-1.7'], 'a.pdf'))).rejects.toMatchObject({
      name: 'BinaryFileError',
    });
    documents.dispose();
  });

  it('cancels at once, tells the worker, and serves the next request in it', async () => {
    const cancel = vi.fn();
    const service = documentsService();
    const documents = client(() => ({
      ...service,
      cancel: (job) => {
        cancel(job);
        service.cancel(job);
      },
    }));
    const controller = new AbortController();
    const running = documents.segment('Sales rose in every region. '.repeat(100_000), {
      signal: controller.signal,
    });
    setTimeout(() => controller.abort(), 20);
    await expect(running).rejects.toMatchObject({ name: 'CancelledError' });
    await vi.waitFor(() => expect(cancel).toHaveBeenCalledWith(1));
    expect(await documents.segment(TEXT)).toEqual(segment(TEXT));
    expect(FakeWorker.made).toHaveLength(1);
    await expect(documents.segment(TEXT, { signal: controller.signal })).rejects.toMatchObject({
      name: 'CancelledError',
    });
    documents.dispose();
  });

  it('ends a worker whose job does not stop when cancelled', async () => {
    const documents = client(() => stuck, { cancelMs: 20 });
    const controller = new AbortController();
    const running = documents.segment(TEXT, { signal: controller.signal });
    controller.abort();
    await expect(running).rejects.toMatchObject({ name: 'CancelledError' });
    await vi.waitFor(() => expect(FakeWorker.made[0]?.terminated).toBe(true));
    documents.dispose();
  });

  it('rejects all requests when the worker dies, and starts another for the next', async () => {
    let api: DocumentsApi = stuck;
    const documents = client(() => api);
    const pending = [documents.segment(TEXT), documents.segment(TEXT)].map((request) =>
      expect(request).rejects.toMatchObject({ name: 'DocumentsWorkerError' }),
    );
    FakeWorker.made[0]?.dispatchEvent(new Event('error'));
    await Promise.all(pending);
    api = documentsService();
    expect(await documents.segment(TEXT)).toEqual(segment(TEXT));
    expect(FakeWorker.made).toHaveLength(2);
    documents.dispose();
  });

  it('ends an idle worker, and rejects what is under way when disposed of', async () => {
    const documents = client(documentsService, { idleMs: 10 });
    await documents.segment(TEXT);
    await vi.waitFor(() => expect(FakeWorker.made[0]?.terminated).toBe(true));
    const other = client(() => stuck);
    const running = other.segment(TEXT);
    other.dispose();
    await expect(running).rejects.toMatchObject({ name: 'CancelledError' });
  });
});
