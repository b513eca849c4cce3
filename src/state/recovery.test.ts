import { describe, expect, it } from 'vitest';
import { StorageFullError } from '../storage/errors.ts';
import type { StoredDocument } from '../storage/types.ts';
import { createJournal, fingerprint, type JournalEntry } from './journal.ts';
import { type RecoveryParts, recover } from './recovery.ts';

/** Local storage in memory, that holds so many characters. */
function fakeStorage(room = Number.POSITIVE_INFINITY): Storage {
  const values = new Map<string, string>();
  return {
    get length() {
      return values.size;
    },
    key: (i) => [...values.keys()][i] ?? null,
    getItem: (key) => values.get(key) ?? null,
    setItem(key, value) {
      if (value.length > room) throw new DOMException('full', 'QuotaExceededError');
      values.set(key, value);
    },
    removeItem: (key) => void values.delete(key),
    clear: () => values.clear(),
  };
}

const entry = (change: Partial<JournalEntry> = {}): JournalEntry => ({
  id: 'a',
  revision: 0,
  title: '',
  source: { kind: 'typed' },
  text: 'Sales rose.',
  onItsWay: null,
  ...change,
});

function setUp(note: JournalEntry, stored?: { text: string; revision: number }) {
  const storage = fakeStorage();
  createJournal(storage, 'before').write(note);
  const documents = new Map<string, StoredDocument>();
  const put = (id: string, title: string, text: string, revision: number) => {
    const document: StoredDocument = {
      id,
      title,
      text,
      revision,
      source: { kind: 'typed' },
      length: text.length,
      createdAt: 0,
      updatedAt: 0,
    };
    documents.set(id, document);
    return document;
  };
  if (stored !== undefined) put(note.id, 'T', stored.text, stored.revision);
  const unsaved: JournalEntry[] = [];
  const parts: RecoveryParts = {
    journal: createJournal(storage, 'now'),
    library: {
      get: async (id) => documents.get(id),
      create: async ({ id = 'new', title, text }) => put(id, title, text, 1),
      saveText: async (id, text, revision) => put(id, 'T', text, revision + 1),
    },
    words: { untitled: 'Untitled', copyTitle: (title) => `${title} (copy)` },
    whenGone: (_, work) => work(),
    onUnsaved: (one) => unsaved.push(one) > 0,
  };
  return { parts, documents, unsaved, texts: () => [...documents.values()].map((d) => [d.title, d.text]) };
}

describe('what a page noted and could not save', () => {
  it('becomes the document that the draft would have become', async () => {
    const { parts, texts, documents } = setUp(entry());
    expect(await recover(parts)).toBe('a');
    expect(texts()).toEqual([['Sales rose.', 'Sales rose.']]);
    documents.clear();
    expect(await recover(parts)).toBeUndefined();
    expect(documents.size).toBe(0);
  });

  it('replaces the revision that it was written over, and no other', async () => {
    const over = setUp(entry({ revision: 3 }), { text: 'Sales', revision: 3 });
    await recover(over.parts);
    expect(over.texts()).toEqual([['T', 'Sales rose.']]);
    const theirs = setUp(entry({ revision: 3 }), { text: 'theirs', revision: 4 });
    expect(await recover(theirs.parts)).toBe('new');
    expect(theirs.texts()).toEqual([
      ['T', 'theirs'],
      ['T (copy)', 'Sales rose.'],
    ]);
  });

  it('goes on from the save that was under way', async () => {
    const own = setUp(entry({ revision: 3, onItsWay: fingerprint('Sales ro') }), {
      text: 'Sales ro',
      revision: 4,
    });
    await recover(own.parts);
    expect(own.texts()).toEqual([['T', 'Sales rose.']]);
    const done = setUp(entry({ revision: 3 }), { text: 'Sales rose.', revision: 4 });
    expect(await recover(done.parts)).toBe('a');
    expect(done.documents.get('a')?.revision).toBe(4);
  });

  it('is left to a page that lives', async () => {
    const { parts, documents } = setUp(entry());
    await recover({ ...parts, whenGone: async () => undefined });
    expect(documents.size).toBe(0);
    expect(parts.journal.pages()).toEqual(['before']);
  });

  it('is handed on where there is no room, and kept where nobody takes it', async () => {
    const { parts, unsaved } = setUp(entry());
    const full = { ...parts.library, create: () => Promise.reject(new StorageFullError()) };
    await recover({ ...parts, library: full, onUnsaved: () => false });
    expect(parts.journal.pages()).toEqual(['before']);
    await recover({ ...parts, library: full });
    expect(unsaved).toEqual([entry()]);
    expect(parts.journal.pages()).toEqual([]);
  });
});

describe('the journal', () => {
  it('says when a text does not fit, or nothing can be noted', () => {
    const journal = createJournal(fakeStorage(1_000), 'now');
    expect(journal.write(entry())).toBe(true);
    expect(journal.write(entry({ text: 'x'.repeat(1_000) }))).toBe(false);
    expect(createJournal(undefined, 'now').write(entry())).toBe(false);
  });

  it('reads no damaged note', () => {
    const storage = fakeStorage();
    storage.setItem('undertone:unsaved:before', '{"id":"a","text":');
    storage.setItem('undertone:unsaved:other', '{"id":"a"}');
    const journal = createJournal(storage, 'now');
    expect(journal.pages().map((page) => journal.read(page))).toEqual([undefined, undefined]);
  });
});
