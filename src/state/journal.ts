import * as v from 'valibot';
import type { DocumentSource } from '../storage/types.ts';

const PREFIX = 'undertone:unsaved:';

const sourceSchema: v.GenericSchema<unknown, DocumentSource> = v.variant('kind', [
  v.object({ kind: v.literal('typed') }),
  v.object({ kind: v.literal('pasted') }),
  v.object({ kind: v.literal('file'), name: v.string(), encoding: v.exactOptional(v.string()) }),
  v.object({ kind: v.literal('sample'), id: v.string() }),
]);
const entrySchema = v.object({
  /** The document's id, or the one that a draft will have. */
  id: v.pipe(v.string(), v.minLength(1)),
  /** The stored revision that the text is to replace; 0 for a draft. */
  revision: v.pipe(v.number(), v.safeInteger(), v.minValue(0)),
  title: v.string(),
  source: v.fallback(sourceSchema, { kind: 'typed' }),
  text: v.string(),
  /** Fingerprint of a text that was being saved when this was noted. */
  onItsWay: v.nullable(v.number()),
});

/** A text that was not saved when its page may have been about to go. */
export type JournalEntry = v.InferOutput<typeof entrySchema>;

/** What a page notes about itself. */
export interface JournalPort {
  /** @returns false where the text is too large, or nothing can be noted at all */
  write(entry: JournalEntry): boolean;
  clear(): void;
}

/** The notes of every page of this browser. */
export interface Journal extends JournalPort {
  /** Ids of other pages that left a note. */
  pages(): readonly string[];
  read(page: string): JournalEntry | undefined;
  remove(page: string): void;
}

/**
 * Notes what is not in the database yet in local storage, which is written before a call returns: a page that
 * goes has no time to wait for the database.
 *
 * @param storage undefined where the browser forbids it: nothing is noted then
 * @param page this page's own id
 */
export function createJournal(storage: Storage | undefined, page: string): Journal {
  return {
    write(entry) {
      if (storage === undefined) return false;
      try {
        storage.setItem(PREFIX + page, JSON.stringify(entry));
        return true;
      } catch {
        // Too large: an older note would bring back less than is shown, but more than nothing.
        return false;
      }
    },
    clear: () => storage?.removeItem(PREFIX + page),
    pages() {
      const pages: string[] = [];
      for (let i = 0; i < (storage?.length ?? 0); i++) {
        const key = storage?.key(i) ?? '';
        if (key.startsWith(PREFIX) && key !== PREFIX + page) pages.push(key.slice(PREFIX.length));
      }
      return pages;
    },
    read(other) {
      try {
        const parsed = v.safeParse(entrySchema, JSON.parse(storage?.getItem(PREFIX + other) ?? 'null'));
        return parsed.success ? parsed.output : undefined;
      } catch {
        // Not ours, or cut off: there is nothing to bring back.
        return undefined;
      }
    },
    remove: (other) => storage?.removeItem(PREFIX + other),
  };
}

/** Tells texts apart without keeping them (FNV-1a over UTF-16 units, 32 bits). */
export function fingerprint(text: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  return hash >>> 0;
}
