import { titleOf } from './desk/title.ts';
import { type Failure, failureOf } from './failure.ts';
import { fingerprint, type Journal, type JournalEntry } from './journal.ts';
import type { LibraryPort } from './ports.ts';

type Library = Pick<LibraryPort, 'get' | 'create' | 'saveText'>;

export interface RecoveryParts {
  readonly journal: Journal;
  readonly library: Library;
  readonly words: { readonly untitled: string; copyTitle(title: string): string };
  /** Runs the work if that page lives no more. */
  whenGone(page: string, work: () => Promise<void>): Promise<unknown>;
  /** A text could not be stored this time either. @returns true where this page took it over */
  onUnsaved(entry: JournalEntry, failure: Failure): boolean;
}

/**
 * Stores the texts that other pages noted and could not save; nothing that is stored is overwritten, except the
 * revision that a text was written over.
 *
 * @returns the document that was brought back last
 */
export async function recover(parts: RecoveryParts): Promise<string | undefined> {
  const { journal } = parts;
  let opened: string | undefined;
  for (const page of journal.pages()) {
    await parts.whenGone(page, async () => {
      const entry = journal.read(page);
      if (entry !== undefined) {
        try {
          opened = await store(entry, parts);
        } catch (cause) {
          // What cannot be shown waits for the next start.
          if (!parts.onUnsaved(entry, failureOf(cause))) return;
        }
      }
      journal.remove(page);
    });
  }
  return opened;
}

async function store(
  { id, revision, title, source, text, onItsWay }: JournalEntry,
  { library, words }: RecoveryParts,
): Promise<string> {
  const stored = await library.get(id);
  if (stored === undefined) {
    const named = title || titleOf(text) || words.untitled;
    return (await library.create({ id, title: named, text, source })).id;
  }
  if (stored.text === text) return id;
  // The save that was under way when the note was made may have ended since.
  const own = stored.revision === revision + 1 && onItsWay === fingerprint(stored.text);
  if (stored.revision === revision || own) {
    await library.saveText(id, text, stored.revision);
    return id;
  }
  return (await library.create({ title: words.copyTitle(stored.title), text, source })).id;
}
