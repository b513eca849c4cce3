import * as v from 'valibot';
import type { PackEntry, RuntimeEntry, Variant } from './catalog.ts';
import { type Part, partName, recordKey } from './parts.ts';

/** What is downloaded together, under one progress: usually a variant of a pack and the runtime that it needs. */
export interface DownloadTarget {
  readonly parts: readonly Part[];
}

export function targetOf(entry: PackEntry, variant: Variant, runtime?: RuntimeEntry): DownloadTarget {
  const pack: Part = { kind: 'pack', entry, variant };
  return { parts: runtime === undefined ? [pack] : [{ kind: 'runtime', entry: runtime }, pack] };
}

/** Identity of a target: the same in every tab. */
export function targetKey(target: DownloadTarget): string {
  return target.parts.map((part) => `${recordKey(part)}/${partName(part)}`).join(' + ');
}

const bytes = v.pipe(v.number(), v.minValue(0));
const owner = v.picklist(['this-tab', 'another-tab']);
const stateSchema = v.variant('status', [
  v.object({ status: v.literal('idle') }),
  v.object({ status: v.literal('waiting') }),
  v.object({
    status: v.literal('downloading'),
    owner,
    progress: v.object({
      phase: v.picklist(['checking', 'downloading', 'done']),
      receivedBytes: bytes,
      totalBytes: bytes,
      storedBytes: bytes,
      bytesPerSecond: v.nullable(bytes),
      secondsLeft: v.nullable(bytes),
    }),
  }),
  v.object({ status: v.literal('verifying'), owner }),
  v.object({ status: v.literal('paused'), storedBytes: bytes, totalBytes: bytes }),
  v.object({ status: v.literal('installed') }),
  v.object({
    status: v.literal('failed'),
    error: v.object({ name: v.string(), message: v.string() }),
    /** Trying again, with nothing changed by the user, may well succeed. */
    retryable: v.boolean(),
  }),
]);
export type DownloadState = Readonly<v.InferOutput<typeof stateSchema>>;

/** What tabs say to each other about downloads. */
export const messageSchema = v.variant('type', [
  v.object({ type: v.literal('state'), key: v.string(), state: stateSchema }),
  v.object({ type: v.literal('ask'), key: v.string(), action: v.picklist(['pause', 'cancel']) }),
  v.object({ type: v.literal('who'), key: v.string() }),
]);
export type DownloadMessage = v.InferOutput<typeof messageSchema>;
