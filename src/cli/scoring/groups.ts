/** Milliseconds that a group waits for company, so that a live pipe gets its answers without delay. */
const PATIENCE = 100;

/** Collects items in groups of `size`; a group is smaller where the source pauses or ends. */
export async function* groupsOf<T>(source: AsyncIterable<T>, size: number): AsyncGenerator<T[]> {
  const iterator = source[Symbol.asyncIterator]();
  const ask = (): Promise<IteratorResult<T>> => {
    const asked = iterator.next();
    // Its failure is seen when it is awaited, which may be after this group has been taken.
    asked.catch(() => undefined);
    return asked;
  };
  let next = ask();
  let group: T[] = [];
  let ended = false;
  try {
    for (;;) {
      const result = group.length === 0 ? await next : await withPatience(next);
      if (result === null) {
        yield group;
        group = [];
        continue;
      }
      if (result.done === true) {
        ended = true;
        if (group.length > 0) yield group;
        return;
      }
      group.push(result.value);
      if (group.length === size) {
        yield group;
        group = [];
      }
      next = ask();
    }
  } finally {
    if (!ended) iterator.return?.(undefined).catch(() => undefined);
  }
}

/** What a promise brings, or null where it brings nothing in time. */
async function withPatience<T>(promise: Promise<T>): Promise<T | null> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<null>((resolve) => {
    timer = setTimeout(() => resolve(null), PATIENCE);
  });
  try {
    return await Promise.race([promise, late]);
  } finally {
    clearTimeout(timer);
  }
}
