import { parentPort, workerData } from 'node:worker_threads';
import * as v from 'valibot';
import { type FromWorker, failureOf, type ToWorker } from './messages.ts';
import { scoreTexts } from './model-scorer.ts';
import { openModel } from './open-model.ts';

const request = v.parse(
  v.object({ folder: v.string(), pack: v.string(), head: v.string(), batch: v.number() }),
  workerData.request,
);

async function serve(): Promise<void> {
  const port = parentPort;
  if (port === null) throw new Error('This module runs only as a worker.');
  const send = (message: FromWorker): void => port.postMessage(message);
  try {
    const model = await openModel(request);
    const closing = new AbortController();
    let running: Promise<void> = Promise.resolve();
    const answer = async (id: number, texts: readonly string[]): Promise<void> => {
      try {
        const scores = await scoreTexts(model, request.head, texts, request.batch, closing.signal);
        send({ kind: 'scores', id, scores });
      } catch (error) {
        send({ kind: 'failed', id, error: failureOf(error) });
      }
    };
    const leave = async (): Promise<void> => {
      closing.abort();
      await running;
      await model.release();
      port.close();
    };
    port.on('message', (message: ToWorker) => {
      if (message.kind === 'close') void leave();
      else running = answer(message.id, message.texts);
    });
    send({ kind: 'ready' });
  } catch (error) {
    send({ kind: 'failed', id: null, error: failureOf(error) });
    port.close();
  }
}

await serve();
