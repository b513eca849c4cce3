import { type Database, modelsDatabase, type WriteTransaction } from '../storage/db.ts';
import type {
  DownloadStop,
  InstallRecord,
  ModelsSchema,
  PackInstall,
  RuntimeInstall,
  Trust,
  Verdict,
} from '../storage/schema.ts';
import type { Bytes } from './bytes.ts';
import type { ChunkRef, PackEntry, PackFile, RuntimeEntry, Variant } from './catalog.ts';
import { ChunkStore } from './chunks.ts';
import { MissingChunkError } from './errors.ts';
import { type Part, partFiles, partName, recordKey, uniqueChunks } from './parts.ts';
import { emptyRecord, forget, markPending, markReady, recordFiles } from './records.ts';

export type { PackInstall, RuntimeInstall, Trust, Verdict } from '../storage/schema.ts';

/** Bytes in the models database. */
export interface ModelsUsage {
  /** All chunks. */
  readonly bytes: number;
  /** Chunks that no install and no begun download refers to; `sweep` frees them. */
  readonly unused: number;
}

type Write = WriteTransaction<ModelsSchema>;
const ALL: ('chunks' | 'installs' | 'verdicts')[] = ['chunks', 'installs', 'verdicts'];

/**
 * Packs and runtimes in the models database: chunks, what is installed, and the verdicts of golden checks.
 *
 * Every call may throw what `Database.open` throws.
 */
export class PackStore {
  readonly #db: Database<ModelsSchema>;
  readonly #chunks: ChunkStore;

  constructor(db: Database<ModelsSchema> = modelsDatabase()) {
    this.#db = db;
    this.#chunks = new ChunkStore(db);
  }

  hasChunk(sha256: string): Promise<boolean> {
    return this.#chunks.has(sha256);
  }

  /** Chunks of these files that are not stored, each once, in order. */
  missingChunks(files: readonly PackFile[]): Promise<ChunkRef[]> {
    return this.#chunks.missing(files);
  }

  /** @throws BadContentError, StorageFullError */
  putChunk(ref: ChunkRef, bytes: Uint8Array): Promise<void> {
    return this.#chunks.put(ref, bytes);
  }

  /** A file, verified again. @throws CorruptChunkError, MissingChunkError, BadContentError */
  readFile(file: PackFile): Promise<Bytes> {
    return this.#chunks.readFile(file);
  }

  /** @throws MissingChunkError where a file of the variant is not stored whole. */
  install(entry: PackEntry, variant: Variant, trust: Trust): Promise<void> {
    return this.installPart({ kind: 'pack', entry, variant }, trust);
  }

  /** Only runtimes of the trusted catalogue may come here: they are code. @throws MissingChunkError */
  installRuntime(entry: RuntimeEntry): Promise<void> {
    return this.installPart({ kind: 'runtime', entry }, 'catalogue');
  }

  async installPart(part: Part, trust: Trust): Promise<void> {
    await this.#db.write(
      ['chunks', 'installs'],
      async (tx) => {
        const stored = new Set(await tx.objectStore('chunks').getAllKeys());
        for (const { chunk, file } of uniqueChunks(partFiles(part))) {
          if (!stored.has(chunk.sha256)) throw new MissingChunkError(file, chunk.sha256);
        }
        await updateRecord(tx, part, (record) => markReady(record, part, trust, Date.now()));
      },
      'relaxed',
    );
  }

  /** Notes that a part is on its way, so that its chunks are kept and another tab can take over. */
  async begin(part: Part, trust: Trust): Promise<void> {
    await this.#db.write(
      ['installs'],
      (tx) => updateRecord(tx, part, (record) => markPending(record, part, trust)),
      'relaxed',
    );
  }

  /** Notes why a begun part does not go on; `undefined` once it does. */
  async setStop(part: Part, stop: DownloadStop | undefined): Promise<void> {
    await this.#db.write(
      ['installs'],
      async (tx) => {
        const record = await tx.objectStore('installs').get(recordKey(part));
        if (!record?.pending.includes(partName(part))) return;
        const { stop: _old, ...rest } = record;
        await tx.objectStore('installs').put(stop === undefined ? rest : { ...rest, stop });
      },
      'relaxed',
    );
  }

  /** Gives a begun part up and frees the chunks that nothing else uses. A part that is ready stays. */
  async abandon(part: Part): Promise<void> {
    await this.#db.write(
      ALL,
      async (tx) => {
        const record = await tx.objectStore('installs').get(recordKey(part));
        if (record === undefined || record.ready.includes(partName(part))) return;
        const rest = forget(record, partName(part));
        if (rest === undefined) await tx.objectStore('installs').delete(record.key);
        else await tx.objectStore('installs').put(rest);
        await freeChunks(tx, partFiles(part));
      },
      'relaxed',
    );
  }

  /** The record of a pack (by its hash) or of a runtime (by `runtimeKey`), complete or not. */
  record(key: string): Promise<InstallRecord | undefined> {
    return this.#db.read(['installs'], (tx) => tx.objectStore('installs').get(key));
  }

  /** True where the part is installed and all of its chunks are there. */
  async isReady(part: Part): Promise<boolean> {
    const record = await this.record(recordKey(part));
    if (record === undefined || !record.ready.includes(partName(part))) return false;
    return (await this.missingChunks(partFiles(part))).length === 0;
  }

  /** Packs with at least one complete variant, last used first. */
  async installed(): Promise<PackInstall[]> {
    const records = await this.#readyRecords();
    return records.filter((record) => record.kind === 'pack');
  }

  async runtimes(): Promise<RuntimeInstall[]> {
    const records = await this.#readyRecords();
    return records.filter((record) => record.kind === 'runtime');
  }

  /** Deletes a pack or runtime with its verdicts, and frees the chunks that nothing else uses. */
  async remove(key: string): Promise<void> {
    await this.#db.write(
      ALL,
      async (tx) => {
        const record = await tx.objectStore('installs').get(key);
        if (record === undefined) return;
        await tx.objectStore('installs').delete(key);
        await tx.objectStore('verdicts').delete(IDBKeyRange.bound(`${key}|`, `${key}}`, false, true));
        await freeChunks(tx, record.entry.files);
      },
      'relaxed',
    );
  }

  /** Notes that a pack or runtime was used now. */
  async touch(key: string): Promise<void> {
    await this.#db.write(
      ['installs'],
      async (tx) => {
        const record = await tx.objectStore('installs').get(key);
        if (record !== undefined) await tx.objectStore('installs').put({ ...record, usedAt: Date.now() });
      },
      'relaxed',
    );
  }

  async usage(): Promise<ModelsUsage> {
    return this.#db.read(['chunks', 'installs'], async (tx) => {
      const used = usedChunks(await tx.objectStore('installs').getAll());
      let bytes = 0;
      let unused = 0;
      let cursor = await tx.objectStore('chunks').index('bytes').openKeyCursor();
      while (cursor !== null) {
        bytes += cursor.key;
        if (!used.has(cursor.primaryKey)) unused += cursor.key;
        cursor = await cursor.continue();
      }
      return { bytes, unused };
    });
  }

  /** Frees chunks that no record refers to, such as those of a pack that the catalogue no longer has. */
  async sweep(): Promise<void> {
    await this.#db.write(
      ['chunks', 'installs'],
      async (tx) => {
        const used = usedChunks(await tx.objectStore('installs').getAll());
        const keys = await tx.objectStore('chunks').getAllKeys();
        await Promise.all(
          keys.filter((key) => !used.has(key)).map((key) => tx.objectStore('chunks').delete(key)),
        );
      },
      'relaxed',
    );
  }

  /** @param key begins with the pack's hash and a `|`, so that it goes with the pack. */
  verdict(key: string): Promise<Verdict | undefined> {
    return this.#db.read(['verdicts'], (tx) => tx.objectStore('verdicts').get(key));
  }

  async saveVerdict(key: string, verdict: Verdict): Promise<void> {
    await this.#db.write(['verdicts'], (tx) => tx.objectStore('verdicts').put(verdict, key), 'relaxed');
  }

  async #readyRecords(): Promise<InstallRecord[]> {
    const records = await this.#db.read(['installs'], (tx) => tx.objectStore('installs').getAll());
    return records.filter((record) => record.ready.length > 0).sort((a, b) => b.usedAt - a.usedAt);
  }
}

async function updateRecord(
  tx: WriteTransaction<ModelsSchema>,
  part: Part,
  change: (record: InstallRecord) => InstallRecord,
): Promise<void> {
  const stored = await tx.objectStore('installs').get(recordKey(part));
  await tx.objectStore('installs').put(change(stored ?? emptyRecord(part)));
}

function usedChunks(records: readonly InstallRecord[]): Set<string> {
  return new Set(
    records.flatMap((record) => uniqueChunks(recordFiles(record)).map(({ chunk }) => chunk.sha256)),
  );
}

async function freeChunks(tx: Write, files: readonly PackFile[]): Promise<void> {
  const used = usedChunks(await tx.objectStore('installs').getAll());
  const free = uniqueChunks(files).filter(({ chunk }) => !used.has(chunk.sha256));
  await Promise.all(free.map(({ chunk }) => tx.objectStore('chunks').delete(chunk.sha256)));
}
