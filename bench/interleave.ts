import type { Spread } from './statistics.ts';
import { ratioSpread, spread } from './statistics.ts';

/** What one contestant did in one turn. */
export interface Turn {
  readonly sentences: number;
  readonly ms: number;
}

/** One contestant at one workload. */
export interface Lane {
  readonly id: string;
  /** Works for at least so many milliseconds, and always finishes what it began. */
  measure(leastMs: number): Promise<Turn>;
}

export interface Schedule {
  /** Rounds that count. */
  readonly repeats: number;
  /** Seconds of each turn. */
  readonly seconds: number;
}

/** Sentences a second of every lane, round by round. */
export type Rates = ReadonlyMap<string, readonly number[]>;

/**
 * Lets every lane warm up, then take turns (ABC, CBA, ABC …), so that whatever else the machine does falls on all of
 * them alike.
 */
export async function takeTurns(lanes: readonly Lane[], { repeats, seconds }: Schedule): Promise<Rates> {
  for (const lane of lanes) await lane.measure(seconds * 500);
  const rates = new Map<string, number[]>(lanes.map((lane) => [lane.id, []]));
  for (let round = 0; round < repeats; round++) {
    const order = round % 2 === 0 ? lanes : [...lanes].reverse();
    for (const lane of order) {
      const { sentences, ms } = await lane.measure(seconds * 1_000);
      rates.get(lane.id)?.push((sentences * 1_000) / ms);
    }
  }
  return rates;
}

/** Repeats a pass over some sentences until the time is up. */
export async function passes(
  leastMs: number,
  pass: () => Promise<number>,
  now: () => number = () => performance.now(),
): Promise<Turn> {
  const started = now();
  let sentences = 0;
  do sentences += await pass();
  while (now() - started < leastMs);
  return { sentences, ms: now() - started };
}

/** How many times as fast a lane is as another, and every lane's own speed. */
export function compare(
  rates: Rates,
  first: string,
): {
  ratios: { against: string; ratio: Spread }[];
  speeds: { id: string; sentencesPerSecond: Spread }[];
} {
  const own = rates.get(first) ?? [];
  return {
    ratios: [...rates]
      .filter(([id]) => id !== first)
      .map(([id, other]) => ({ against: id, ratio: ratioSpread(own, other) })),
    speeds: [...rates].map(([id, values]) => ({ id, sentencesPerSecond: spread(values) })),
  };
}
