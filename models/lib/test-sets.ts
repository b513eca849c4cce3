import type { Example } from './corpus.ts';

/** Held-out examples by the name that cards and the catalogue show: each set, and the hard cases of our own. */
export function testsBySet<E extends Example>(examples: readonly E[]): Map<string, readonly E[]> {
  const tests = new Map<string, readonly E[]>();
  for (const example of examples) {
    const name = `${example.set}, held out`;
    tests.set(name, [...(tests.get(name) ?? []), example]);
  }
  const hard = examples.filter((example) => example.id.includes('hard-cases'));
  if (hard.length > 0) tests.set('hard cases, held out', hard);
  return tests;
}
