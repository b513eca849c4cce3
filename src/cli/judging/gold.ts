import { UsageError } from '../errors.ts';

/**
 * Reads `up=positive,down=negative`.
 *
 * @throws UsageError where an entry has no `=`.
 */
export function readMap(value: string | undefined): ReadonlyMap<string, string> {
  const map = new Map<string, string>();
  for (const entry of value === undefined ? [] : value.split(',')) {
    const at = entry.lastIndexOf('=');
    if (at < 1 || at === entry.length - 1) {
      throw new UsageError(`--map is a list like up=positive,down=negative; "${entry}" is none of it.`);
    }
    map.set(entry.slice(0, at).trim(), entry.slice(at + 1).trim());
  }
  return map;
}

/** The place of a gold label among a head's labels, or what is wrong with it. */
export function goldOf(
  value: unknown,
  field: string,
  labels: readonly string[],
  map: ReadonlyMap<string, string>,
): number | string {
  if (value === undefined) return `has no field "${field}"`;
  if (typeof value !== 'string' && typeof value !== 'number' && typeof value !== 'boolean') {
    return `has a field "${field}" that is not a label`;
  }
  const name = String(value).trim();
  const place = labels.indexOf(map.get(name) ?? name);
  return place >= 0 ? place : `has the label "${name}", which is not one of ${labels.join(', ')} (see --map)`;
}
