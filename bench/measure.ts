import { type Contestant, OURS } from './contestants.ts';
import { BenchError } from './errors.ts';
import { compare, type Schedule, type Turn, takeTurns } from './interleave.ts';
import type { Ratio, Speed } from './results.ts';

/** Texts of one run. */
export const BATCHES = [1, 32] as const;
export const THREADS = [1, 2] as const;

/** A contestant that is open and warm enough to answer. */
export interface OpenContestant {
  readonly contestant: Contestant;
  classify(texts: readonly string[]): Promise<readonly string[]>;
  /** Classifies the texts in batches for at least so long. */
  measure(batch: number, leastMs: number): Promise<Turn>;
}

export interface Measured {
  readonly ratios: readonly Ratio[];
  readonly speeds: readonly Speed[];
}

/**
 * Compares open contestants at every batch size.
 * @throws BenchError where one with our very file answers otherwise than we do: then the speeds compare nothing.
 */
export async function measureAll(
  open: readonly OpenContestant[],
  texts: readonly string[],
  where: { readonly runtime: Ratio['runtime']; readonly threads: number },
  schedule: Schedule,
  say: (line: string) => void,
): Promise<Measured> {
  const agreement = await agreements(open, texts);
  const ratios: Ratio[] = [];
  const speeds: Speed[] = [];
  for (const batch of BATCHES) {
    const lanes = open.map(({ contestant, measure }) => ({
      id: contestant.id,
      measure: (leastMs: number) => measure(batch, leastMs),
    }));
    const compared = compare(await takeTurns(lanes, schedule), OURS);
    for (const { against, ratio } of compared.ratios) {
      ratios.push({ ...where, batch, against, ratio });
      say(`${where.runtime} ${where.threads}T batch ${batch}: ${ratio.median.toFixed(2)} × ${against}`);
    }
    for (const { id, sentencesPerSecond } of compared.speeds) {
      const title = open.find(({ contestant }) => contestant.id === id)?.contestant.title ?? id;
      speeds.push({ ...where, batch, id, title, sentencesPerSecond, agreement: agreement.get(id) ?? null });
    }
  }
  return { ratios, speeds };
}

/** How often each contestant with our weights gives our label. */
async function agreements(
  open: readonly OpenContestant[],
  texts: readonly string[],
): Promise<ReadonlyMap<string, number>> {
  const ours = open.find(({ contestant }) => contestant.id === OURS);
  if (ours === undefined) throw new BenchError('Nothing to compare with.');
  const labels = await ours.classify(texts);
  const agreement = new Map<string, number>();
  for (const { contestant, classify } of open) {
    if (!contestant.model.startsWith('tone')) continue;
    const theirs = await classify(texts);
    const same = theirs.filter((label, i) => label === labels[i]).length / texts.length;
    if (contestant.dtype === 'int8' && same < 1) {
      throw new BenchError(`${contestant.title} answers otherwise than Undertone.`);
    }
    agreement.set(contestant.id, same);
  }
  return agreement;
}
