import type { InstallRecord, Trust } from '../storage/schema.ts';
import type { PackFile } from './catalog.ts';
import { type Part, partName, recordKey, variantFiles } from './parts.ts';

/** A record that holds nothing yet. */
export function emptyRecord(part: Part): InstallRecord {
  const blank = {
    key: recordKey(part),
    ready: [],
    pending: [],
    trust: 'unverified' as const,
    installedAt: 0,
    usedAt: 0,
  };
  return part.kind === 'pack'
    ? { ...blank, kind: 'pack', entry: part.entry }
    : { ...blank, kind: 'runtime', entry: part.entry };
}

/** The part was begun; a reason to stand still is over. */
export function markPending(record: InstallRecord, part: Part, trust: Trust): InstallRecord {
  const name = partName(part);
  const { stop: _over, ...rest } = withEntry(record, part, trust);
  return { ...rest, pending: [...without(rest.pending, name), ...(rest.ready.includes(name) ? [] : [name])] };
}

/** The part is complete. */
export function markReady(record: InstallRecord, part: Part, trust: Trust, now: number): InstallRecord {
  const name = partName(part);
  const { stop: _over, ...rest } = withEntry(record, part, trust);
  return {
    ...rest,
    ready: [...without(rest.ready, name), name],
    pending: without(rest.pending, name),
    installedAt: now,
    usedAt: now,
  };
}

/** The record without a part that was only begun; `undefined` where nothing is left. */
export function forget(record: InstallRecord, name: string): InstallRecord | undefined {
  const { stop: _over, ...rest } = record;
  const pending = without(rest.pending, name);
  return pending.length + rest.ready.length === 0 ? undefined : { ...rest, pending };
}

/** Files that the record's parts need, begun ones included. */
export function recordFiles(record: InstallRecord): readonly PackFile[] {
  if (record.kind === 'runtime') return record.entry.files;
  const { entry } = record;
  const names = new Set([...record.ready, ...record.pending]);
  return entry.variants
    .filter((variant) => names.has(variant.id))
    .flatMap((variant) => variantFiles(entry, variant));
}

/**
 * The hash covers files, not labels or temperatures: an entry from the catalogue replaces an imported one,
 * and never the other way round.
 */
function withEntry(record: InstallRecord, part: Part, trust: Trust): InstallRecord {
  const blank = record.ready.length + record.pending.length === 0;
  if (!blank && record.trust === 'catalogue' && trust === 'unverified') return record;
  if (record.kind === 'pack' && part.kind === 'pack') return { ...record, entry: part.entry, trust };
  if (record.kind === 'runtime' && part.kind === 'runtime') return { ...record, entry: part.entry, trust };
  return record;
}

function without(names: readonly string[], name: string): string[] {
  return names.filter((other) => other !== name);
}
