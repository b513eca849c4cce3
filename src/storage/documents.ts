import * as v from 'valibot';
import type { Segmentation } from '../text/types.ts';
import { Announcements } from './channel.ts';
import { type Database, documentsDatabase, type WriteTransaction } from './db.ts';
import { ConflictError, DocumentMissingError } from './errors.ts';
import type { DocumentsSchema } from './schema.ts';
import type {
  Analysis,
  DocumentChange,
  DocumentMeta,
  NewDocument,
  RemovedDocument,
  ScoreRecord,
  StoredDocument,
} from './types.ts';

const changeSchema: v.GenericSchema<unknown, DocumentChange> = v.object({
  type: v.literal('document-changed'),
  id: v.string(),
  change: v.picklist(['created', 'text', 'title', 'analysis', 'removed']),
});

type Write = WriteTransaction<DocumentsSchema>;

/**
 * The user's documents and what was computed for them, written with strict durability.
 *
 * Every write may throw StorageFullError; every call may throw what `Database.open` throws.
 */
export class DocumentStore {
  readonly #db: Database<DocumentsSchema>;
  readonly #others = new Announcements<DocumentChange>('undertone-documents', readChange);

  constructor(db: Database<DocumentsSchema> = documentsDatabase()) {
    this.#db = db;
  }

  /** All documents without their texts, latest change first. */
  async list(): Promise<DocumentMeta[]> {
    const metas = await this.#db.read(['documents'], (tx) =>
      tx.objectStore('documents').index('updatedAt').getAll(),
    );
    return metas.reverse();
  }

  async get(id: string): Promise<StoredDocument | undefined> {
    return this.#db.read(['documents', 'texts'], async (tx) => {
      const [meta, body] = await Promise.all([
        tx.objectStore('documents').get(id),
        tx.objectStore('texts').get(id),
      ]);
      return meta === undefined || body === undefined ? undefined : { ...meta, text: body.text };
    });
  }

  /**
   * Stores a new document; one with this id and text that is stored already is left as it is.
   *
   * @throws ConflictError where the id is taken by another text; nothing is written.
   */
  async create({ id = crypto.randomUUID(), title, text, source }: NewDocument): Promise<StoredDocument> {
    const now = Date.now();
    const document: StoredDocument = {
      id,
      title,
      source,
      text,
      length: text.length,
      revision: 1,
      createdAt: now,
      updatedAt: now,
    };
    return this.#write(id, 'created', text.length * 2, async (tx) => {
      if ((await tx.objectStore('documents').getKey(id)) === undefined) {
        await putDocument(tx, document);
        return document;
      }
      const stored = await readDocument(tx, id);
      if (stored.text !== text) throw new ConflictError(stored);
      return stored;
    });
  }

  /**
   * Saves the text over the revision that the caller read; saving what is stored already changes nothing.
   *
   * @throws ConflictError where the stored revision is another one; nothing is written.
   * @throws DocumentMissingError where the document was deleted meanwhile.
   */
  async saveText(id: string, text: string, revision: number): Promise<DocumentMeta> {
    return this.#write(id, 'text', text.length * 2, async (tx) => {
      const stored = await readDocument(tx, id);
      const { text: old, ...meta } = stored;
      if (old === text) return meta;
      if (stored.revision !== revision) throw new ConflictError(stored);
      const next = { ...meta, length: text.length, revision: revision + 1, updatedAt: Date.now() };
      await putDocument(tx, { ...next, text });
      return next;
    });
  }

  /** @throws DocumentMissingError where the document was deleted meanwhile. */
  async rename(id: string, title: string): Promise<DocumentMeta> {
    return this.#write(id, 'title', undefined, async (tx) => {
      const meta = await tx.objectStore('documents').get(id);
      if (meta === undefined) throw new DocumentMissingError(id);
      const next = { ...meta, title, updatedAt: Date.now() };
      await tx.objectStore('documents').put(next);
      return next;
    });
  }

  /**
   * Deletes a document with its analysis; hand the result to `restore` to undo it.
   *
   * @throws DocumentMissingError where it was deleted already.
   */
  async remove(id: string): Promise<RemovedDocument> {
    return this.#write(id, 'removed', undefined, async (tx) => {
      const document = await readDocument(tx, id);
      const segmentation = await tx.objectStore('segmentations').get(id);
      const scores = await tx.objectStore('scores').index('id').getAll(id);
      await Promise.all([
        tx.objectStore('documents').delete(id),
        tx.objectStore('texts').delete(id),
        tx.objectStore('segmentations').delete(id),
        ...scores.map((row) => tx.objectStore('scores').delete(scoreKey(row))),
      ]);
      return { document, segmentation, scores };
    });
  }

  /** Undoes a `remove`. Where the document is there again already, nothing is overwritten. */
  async restore({ document, segmentation, scores }: RemovedDocument): Promise<void> {
    await this.#write(document.id, 'created', document.length * 2, async (tx) => {
      if ((await tx.objectStore('documents').getKey(document.id)) !== undefined) return;
      await putDocument(tx, document);
      if (segmentation !== undefined) await tx.objectStore('segmentations').put(segmentation);
      await Promise.all(scores.map((row) => tx.objectStore('scores').put(row)));
    });
  }

  /** @returns false where the text has moved on since; a late result is of no use and is dropped. */
  async saveSegmentation(id: string, revision: number, segmentation: Segmentation): Promise<boolean> {
    return this.#write(id, 'analysis', undefined, async (tx) => {
      if ((await tx.objectStore('documents').get(id))?.revision !== revision) return false;
      await tx.objectStore('segmentations').put({ id, revision, segmentation });
      return true;
    });
  }

  /** Keeps one row per pack, variant and convention. @returns false where the text has moved on since. */
  async saveScores(id: string, row: Omit<ScoreRecord, 'id' | 'scoredAt'>): Promise<boolean> {
    return this.#write(id, 'analysis', undefined, async (tx) => {
      if ((await tx.objectStore('documents').get(id))?.revision !== row.revision) return false;
      await tx.objectStore('scores').put({ ...row, id, scoredAt: Date.now() });
      return true;
    });
  }

  /** What was computed for the text as it is stored now; results for older revisions are left out. */
  async getAnalysis(id: string): Promise<Analysis> {
    return this.#db.read(['documents', 'segmentations', 'scores'], async (tx) => {
      const [meta, cut, rows] = await Promise.all([
        tx.objectStore('documents').get(id),
        tx.objectStore('segmentations').get(id),
        tx.objectStore('scores').index('id').getAll(id),
      ]);
      const now = meta?.revision;
      return {
        segmentation: cut !== undefined && cut.revision === now ? cut.segmentation : undefined,
        scores: rows.filter((row) => row.revision === now),
      };
    });
  }

  /** Calls `listener` for changes made in other tabs; returns what ends it. */
  subscribe(listener: (change: DocumentChange) => void): () => void {
    return this.#others.subscribe(listener);
  }

  /** Leaves the channel; the database stays open for others in this context. */
  close(): void {
    this.#others.close();
  }

  async #write<T>(
    id: string,
    change: DocumentChange['change'],
    bytes: number | undefined,
    work: (tx: Write) => Promise<T>,
  ): Promise<T> {
    const stores: ('documents' | 'texts' | 'segmentations' | 'scores')[] =
      change === 'analysis'
        ? ['documents', 'segmentations', 'scores']
        : ['documents', 'texts', 'segmentations', 'scores'];
    const result = await this.#db.write(stores, work, 'strict', bytes);
    const message: DocumentChange = { type: 'document-changed', id, change };
    this.#others.post(message);
    return result;
  }
}

function readChange(message: unknown): DocumentChange | undefined {
  const parsed = v.safeParse(changeSchema, message);
  return parsed.success ? parsed.output : undefined;
}

async function readDocument(tx: Write, id: string): Promise<StoredDocument> {
  const [meta, body] = await Promise.all([
    tx.objectStore('documents').get(id),
    tx.objectStore('texts').get(id),
  ]);
  if (meta === undefined || body === undefined) throw new DocumentMissingError(id);
  return { ...meta, text: body.text };
}

async function putDocument(tx: Write, { text, ...meta }: StoredDocument): Promise<void> {
  await Promise.all([
    tx.objectStore('documents').put(meta),
    tx.objectStore('texts').put({ id: meta.id, text }),
  ]);
}

function scoreKey(row: ScoreRecord): [string, string, string, string] {
  return [row.id, row.packHash, row.head, row.variant];
}
