import { UndertoneError } from '../errors.ts';
import type { StoredDocument } from './types.ts';

/** The database on disk was written by a newer version of the app; this page must be reloaded and changed nothing. */
export class NewerSchemaError extends UndertoneError {
  override readonly name = 'NewerSchemaError';
  readonly database: string;
  constructor(database: string, options?: ErrorOptions) {
    super(`The database "${database}" belongs to a newer version of the app; reload this page.`, options);
    this.database = database;
  }
}

/** Another tab keeps an old version of the database open and did not let go in time. */
export class DatabaseBlockedError extends UndertoneError {
  override readonly name = 'DatabaseBlockedError';
  readonly database: string;
  constructor(database: string) {
    super(`Another tab keeps the database "${database}" open; close the other tabs of this app.`);
    this.database = database;
  }
}

/** The browser offers no IndexedDB here, or it failed for a reason of its own (kept as the cause). */
export class StorageUnavailableError extends UndertoneError {
  override readonly name = 'StorageUnavailableError';
  constructor(database: string, options?: ErrorOptions) {
    super(`The browser could not open its storage for "${database}".`, options);
  }
}

/** The browser's quota, or the disk, is full. Sizes in bytes, where known. */
export class StorageFullError extends UndertoneError {
  override readonly name = 'StorageFullError';
  readonly needed: number | undefined;
  readonly available: number | undefined;
  constructor(needed?: number, available?: number, options?: ErrorOptions) {
    super('The storage that the browser gives this app is full.', options);
    this.needed = needed;
    this.available = available;
  }
}

/** Another tab saved this document meanwhile; nothing was written, and `stored` is what lies on disk. */
export class ConflictError extends UndertoneError {
  override readonly name = 'ConflictError';
  readonly stored: StoredDocument;
  constructor(stored: StoredDocument) {
    super('Another tab has changed this document since it was read here.');
    this.stored = stored;
  }
}

/** The document is not there (any more), for example because another tab deleted it. */
export class DocumentMissingError extends UndertoneError {
  override readonly name = 'DocumentMissingError';
  readonly id: string;
  constructor(id: string) {
    super('This document is no longer stored.');
    this.id = id;
  }
}

/** True for the platform's quota error, also where a transaction that it aborted carries it as its cause. */
export function isQuotaError(error: unknown): boolean {
  for (
    let current = error, depth = 0;
    current instanceof Error && depth < 4;
    current = current.cause, depth++
  ) {
    if (current.name === 'QuotaExceededError' || current.name === 'NS_ERROR_DOM_QUOTA_REACHED') return true;
  }
  return false;
}
