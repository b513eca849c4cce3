/**
 * Maps a stream with several jobs at once and gives the results in the order of the stream. No more than `ahead`
 * items are in work or wait to be taken, so a slow reader holds the source back.
 *
 * @param signal ends the wait with its reason; the source must end by itself.
 */
export async function* mapOrdered<In, Out>(
  source: AsyncIterable<In>,
  ahead: number,
  work: (item: In) => Promise<Out>,
  signal?: AbortSignal,
): AsyncGenerator<Out> {
  const iterator = source[Symbol.asyncIterator]();
  const running: Promise<Out>[] = [];
  let reading: Promise<IteratorResult<In>> | null = null;
  let ended = false;
  let interrupt: (reason: unknown) => void = () => undefined;
  const stop = (): void => interrupt(signal?.reason);
  signal?.addEventListener('abort', stop, { once: true });
  try {
    for (;;) {
      signal?.throwIfAborted();
      if (!ended && reading === null && running.length < ahead) reading = iterator.next();
      const head = running[0];
      if (reading === null && head === undefined) return;
      // One promise a turn: a lasting one would keep every result that it ever raced with.
      const interrupted = new Promise<never>((_, reject) => {
        interrupt = reject;
      });
      const event = await Promise.race([
        interrupted,
        ...(head === undefined ? [] : [head.then((value) => ({ kind: 'done', value }) as const)]),
        ...(reading === null ? [] : [reading.then((result) => ({ kind: 'read', result }) as const)]),
      ]);
      if (event.kind === 'done') {
        running.shift();
        yield event.value;
      } else {
        reading = null;
        if (event.result.done === true) ended = true;
        else running.push(start(work, event.result.value));
      }
    }
  } finally {
    signal?.removeEventListener('abort', stop);
    // Not awaited: a source that waits for its next chunk would hold us until it comes.
    if (!ended) iterator.return?.().catch(() => undefined);
  }
}

/** A job whose failure is seen when its turn comes, not as an unhandled rejection before. */
function start<In, Out>(work: (item: In) => Promise<Out>, item: In): Promise<Out> {
  const job = work(item);
  job.catch(() => undefined);
  return job;
}
