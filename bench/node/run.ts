import { CONTESTANTS } from '../contestants.ts';
import type { Schedule } from '../interleave.ts';
import { type Measured, measureAll, type OpenContestant, THREADS } from '../measure.ts';
import type { Prepared } from '../models/prepare.ts';
import { type Classifier, classifyFor } from '../runner.ts';
import { openClassifier } from './classifiers.ts';

/** Compares all contestants in onnxruntime-node, with one thread and with two. */
export async function runNode(
  prepared: Prepared,
  texts: readonly string[],
  schedule: Schedule,
  say: (line: string) => void,
): Promise<Measured> {
  const all: Measured[] = [];
  for (const threads of THREADS) {
    const classifiers: Classifier[] = [];
    const open: OpenContestant[] = [];
    for (const contestant of CONTESTANTS) {
      const classifier = await openClassifier(contestant, prepared, threads);
      classifiers.push(classifier);
      open.push({
        contestant,
        classify: (some) => classifier.classify(some),
        measure: (batch, leastMs) => classifyFor(classifier, texts, batch, leastMs),
      });
    }
    all.push(await measureAll(open, texts, { runtime: 'node', threads }, schedule, say));
    for (const classifier of classifiers) await classifier.close();
  }
  return {
    ratios: all.flatMap(({ ratios }) => ratios),
    speeds: all.flatMap(({ speeds }) => speeds),
  };
}
