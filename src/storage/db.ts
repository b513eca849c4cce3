import { type DBSchema, type IDBPDatabase, type IDBPTransaction, openDB, type StoreNames } from 'idb';
import { DatabaseBlockedError, isQuotaError, NewerSchemaError, StorageUnavailableError } from './errors.ts';
import { quotaError } from './quota.ts';
import {
  type DatabaseDefinition,
  DOCUMENTS,
  type DocumentsSchema,
  MODELS,
  type ModelsSchema,
} from './schema.ts';

export interface DatabaseLimits {
  /** Milliseconds that an open may stay blocked by another tab. */
  readonly blockedMs: number;
  /** Milliseconds that an open may take at all: one queued behind a blocked open hears no event. */
  readonly openMs: number;
}
const LIMITS: DatabaseLimits = { blockedMs: 10_000, openMs: 30_000 };

export type ReadTransaction<S extends DBSchema> = IDBPTransaction<S, StoreNames<S>[], 'readonly'>;
export type WriteTransaction<S extends DBSchema> = IDBPTransaction<S, StoreNames<S>[], 'readwrite'>;

/**
 * One database, opened on first use and again whenever its connection was lost.
 *
 * A connection closes itself when another tab wants to upgrade, so that tab never hangs; a failed open is
 * forgotten, so that the next use may try again.
 */
export class Database<S extends DBSchema> {
  readonly #definition: DatabaseDefinition<S>;
  readonly #limits: DatabaseLimits;
  #connection: IDBPDatabase<S> | undefined;
  #opening: Opening<S> | undefined;

  constructor(definition: DatabaseDefinition<S>, limits: DatabaseLimits = LIMITS) {
    this.#definition = definition;
    this.#limits = limits;
  }

  /**
   * @throws NewerSchemaError where a newer page has upgraded the database.
   * @throws DatabaseBlockedError where another tab does not let go of an older version.
   * @throws StorageUnavailableError where the browser fails or has no IndexedDB.
   */
  async open(): Promise<IDBPDatabase<S>> {
    if (this.#connection !== undefined) return this.#connection;
    this.#opening ??= this.#request();
    return this.#opening.withLimits(this.#limits, this.#definition.name);
  }

  /** Runs `work` in one transaction that reads. */
  async read<T>(stores: StoreNames<S>[], work: (tx: ReadTransaction<S>) => Promise<T>): Promise<T> {
    return this.#retrying(async (db) => {
      const tx = db.transaction(stores, 'readonly');
      const [result] = await Promise.all([work(tx), tx.done]);
      return result;
    });
  }

  /**
   * Runs `work` in one transaction that writes, and resolves once it is committed; all of it happens or nothing.
   *
   * @param durability `strict` waits until the disk has it.
   * @param bytes size of what is written, for the advice in StorageFullError.
   * @throws StorageFullError where the quota is exceeded, also when only the commit notices.
   */
  async write<T>(
    stores: StoreNames<S>[],
    work: (tx: WriteTransaction<S>) => Promise<T>,
    durability: 'strict' | 'relaxed',
    bytes?: number,
  ): Promise<T> {
    return this.#retrying(async (db) => {
      const tx = db.transaction(stores, 'readwrite', { durability });
      // The error that matters is thrown below; this only keeps it from being reported as unhandled as well.
      tx.done.catch(() => undefined);
      try {
        const result = await work(tx);
        await tx.done;
        return result;
      } catch (error) {
        abortQuietly(tx);
        const cause = tx.error ?? error;
        throw isQuotaError(cause) ? await quotaError(bytes, cause) : cause;
      }
    });
  }

  /** Closes the connection; the next use opens it again. */
  close(): void {
    this.#connection?.close();
    this.#connection = undefined;
  }

  /** A connection may close between its open and the transaction: one more try, on a new connection. */
  async #retrying<T>(work: (db: IDBPDatabase<S>) => Promise<T>): Promise<T> {
    const db = await this.open();
    try {
      return await work(db);
    } catch (error) {
      const lost = error instanceof Error && error.name === 'InvalidStateError' && this.#connection !== db;
      if (!lost) throw error;
      return work(await this.open());
    }
  }

  async #connect(opening: Opening<S>): Promise<IDBPDatabase<S>> {
    const { name, version, upgrade } = this.#definition;
    if (typeof indexedDB === 'undefined') throw new StorageUnavailableError(name);
    try {
      // Awaited inside, because some browsers throw at once where storage is forbidden.
      return await openDB<S>(name, version, {
        upgrade: (db, oldVersion) => upgrade(db, oldVersion),
        blocked: () => opening.markBlocked(),
        blocking: (_current, _blocked, event) => {
          const { target } = event;
          if (target instanceof IDBDatabase) target.close();
          this.#connection = undefined;
        },
        terminated: () => {
          this.#connection = undefined;
        },
      });
    } catch (error) {
      throw explain(name, error);
    }
  }

  #request(): Opening<S> {
    const opening = new Opening<S>();
    const forget = (): void => {
      if (this.#opening === opening) this.#opening = undefined;
    };
    opening.settle(this.#connect(opening));
    opening.result.then((db) => {
      this.#connection = db;
      forget();
    }, forget);
    return opening;
  }
}

/** A request to open that may outlive the patience of those who wait for it; a later caller joins it. */
class Opening<S extends DBSchema> {
  readonly result: Promise<IDBPDatabase<S>>;
  readonly blocked: Promise<void>;
  settle: (connection: Promise<IDBPDatabase<S>>) => void = () => undefined;
  markBlocked: () => void = () => undefined;

  constructor() {
    this.result = new Promise((resolve) => {
      this.settle = resolve;
    });
    this.blocked = new Promise((resolve) => {
      this.markBlocked = resolve;
    });
  }

  async withLimits(limits: DatabaseLimits, name: string): Promise<IDBPDatabase<S>> {
    const timers: ReturnType<typeof setTimeout>[] = [];
    let waiting = true;
    const patience = new Promise<never>((_, reject) => {
      const giveUp = (): void => reject(new DatabaseBlockedError(name));
      timers.push(setTimeout(giveUp, limits.openMs));
      void this.blocked.then(() => {
        if (waiting) timers.push(setTimeout(giveUp, limits.blockedMs));
      });
    });
    try {
      return await Promise.race([this.result, patience]);
    } finally {
      waiting = false;
      for (const timer of timers) clearTimeout(timer);
    }
  }
}

function explain(name: string, error: unknown): Error {
  if (error instanceof Error && error.name === 'VersionError') {
    return new NewerSchemaError(name, { cause: error });
  }
  return new StorageUnavailableError(name, { cause: error });
}

function abortQuietly(tx: { abort(): void }): void {
  try {
    tx.abort();
  } catch (error) {
    // A transaction that has already ended cannot be aborted; anything else is a fault of ours.
    if (!(error instanceof Error && error.name === 'InvalidStateError')) throw error;
  }
}

let models: Database<ModelsSchema> | undefined;
let documents: Database<DocumentsSchema> | undefined;

/** This context's only handle on `undertone-models`. */
export function modelsDatabase(): Database<ModelsSchema> {
  models ??= new Database(MODELS);
  return models;
}

/** This context's only handle on `undertone-documents`. */
export function documentsDatabase(): Database<DocumentsSchema> {
  documents ??= new Database(DOCUMENTS);
  return documents;
}
