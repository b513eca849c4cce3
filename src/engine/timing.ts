import type { Goldens } from './goldens.ts';

/** Texts of the larger of the two timed batches. */
export const TIMED_TEXTS = 32;
/** Length that timed texts have, in tokens. */
export const TIMED_TOKENS = 32;

/** Runs before the clock counts: the first one compiles. */
const WARM_UP = 2;
const MOST_RUNS = 9;
/** No further run is begun after this, in milliseconds; one is always counted. */
const BUDGET_MS = 2_000;

/** Rows of token ids of `TIMED_TOKENS` each, from the goldens' own texts, repeated until they suffice. */
export function timingRows(goldens: Goldens): { readonly ids: readonly number[] }[] {
  const ids = goldens.cases.flatMap((golden) => golden.ids.flat());
  return Array.from({ length: TIMED_TEXTS }, (_, row) => ({
    ids: Array.from({ length: TIMED_TOKENS }, (_, i) => ids[(row * TIMED_TOKENS + i) % ids.length] ?? 0),
  }));
}

/** The median time of a run in milliseconds, after a warm-up. */
export async function timeRuns(
  run: () => Promise<unknown>,
  now: () => number = () => performance.now(),
): Promise<number> {
  const started = now();
  const times: number[] = [];
  for (let i = 0; i < WARM_UP + MOST_RUNS; i++) {
    const before = now();
    await run();
    const after = now();
    if (i >= WARM_UP || after - started > BUDGET_MS) times.push(after - before);
    if (times.length > 0 && after - started > BUDGET_MS) break;
  }
  times.sort((a, b) => a - b);
  return times[times.length >> 1] ?? Number.POSITIVE_INFINITY;
}
