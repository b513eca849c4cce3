import { createHash } from 'node:crypto';
import { nearDuplicates } from './near-duplicates.ts';

/** What a split needs to know of an example. */
export interface Splittable {
  readonly text: string;
  readonly group: string;
}

/**
 * Number of the component that each example belongs to: examples of one group, and near-duplicates, are
 * connected (union–find), so no component may be divided between training and held-out data.
 */
export function components(examples: readonly Splittable[], threshold = 0.5): number[] {
  const parent = examples.map((_, i) => i);
  const find = (start: number): number => {
    let node = start;
    while (parent[node] !== node) {
      const next = parent[node] ?? node;
      parent[node] = parent[next] ?? next;
      node = next;
    }
    return node;
  };
  const join = (a: number, b: number): void => {
    const [low, high] = [find(a), find(b)].sort((x, y) => x - y);
    if (low !== undefined && high !== undefined) parent[high] = low;
  };
  const firstOf = new Map<string, number>();
  examples.forEach((example, i) => {
    const first = firstOf.get(example.group);
    if (first === undefined) firstOf.set(example.group, i);
    else join(first, i);
  });
  for (const [a, b] of nearDuplicates(
    examples.map((example) => example.text),
    threshold,
  ))
    join(a, b);
  return parent.map((_, i) => find(i));
}

/** A number in [0, 1) that depends on the text and the seed only. */
function hashToUnit(text: string, seed: number): number {
  return createHash('sha256').update(`${seed}\n${text}`).digest().readUInt32BE(0) / 4_294_967_296;
}

/** Parts of a data set, by name, with the share that each should have; shares sum to 1. */
export type Shares = Readonly<Record<string, number>>;

/**
 * Divides examples into parts by component: a component goes where the hash of its smallest text falls, so
 * the division neither depends on the order of the examples nor moves the rest when some are added.
 *
 * @returns the examples of each part, in their own order.
 */
export function splitByComponent<T extends Splittable>(
  examples: readonly T[],
  shares: Shares,
  seed: number,
): Map<string, T[]> {
  const component = components(examples);
  const smallest = new Map<number, string>();
  examples.forEach((example, i) => {
    const key = component[i] ?? i;
    const known = smallest.get(key);
    if (known === undefined || example.text < known) smallest.set(key, example.text);
  });
  const parts = new Map<string, T[]>(Object.keys(shares).map((name) => [name, []]));
  examples.forEach((example, i) => {
    const at = hashToUnit(smallest.get(component[i] ?? i) ?? example.text, seed);
    let edge = 0;
    let chosen: T[] | undefined;
    for (const [name, share] of Object.entries(shares)) {
      edge += share;
      chosen = parts.get(name);
      if (at < edge) break;
    }
    chosen?.push(example);
  });
  return parts;
}
