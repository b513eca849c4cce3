import type { DBSchema, IDBPDatabase } from 'idb';
import type { PackEntry, RuntimeEntry } from '../packs/catalog.ts';
import type { DocumentMeta, ScoreRecord, SegmentationRecord } from './types.ts';
import type { Verdict } from './verdicts.ts';

export type { Verdict } from './verdicts.ts';

/** One content-addressed piece, kept with its size so that sizes can be summed without reading the data. */
export interface ChunkRecord {
  readonly sha256: string;
  readonly bytes: number;
  readonly data: Uint8Array<ArrayBuffer>;
}

/** `catalogue`: its hash is in the catalogue that the build trusts; `unverified`: imported from elsewhere. */
export type Trust = 'catalogue' | 'unverified';

/** Why a download that was begun does not run; absent while it runs, so that a dead tab's work is taken over. */
export interface DownloadStop {
  readonly reason: 'paused' | 'failed';
  readonly error?: { readonly name: string; readonly message: string; readonly retryable: boolean };
}

interface InstallCommon {
  /** Identity of the content: `pack.hash`, or `runtimeKey(entry)`. */
  readonly key: string;
  /** Parts that are complete: ids of variants, or `runtime`. */
  readonly ready: readonly string[];
  /** Parts whose download or import was begun; their chunks are kept from being swept. */
  readonly pending: readonly string[];
  readonly stop?: DownloadStop;
  readonly trust: Trust;
  /** Milliseconds since the epoch. */
  readonly installedAt: number;
  readonly usedAt: number;
}
export interface PackInstall extends InstallCommon {
  readonly kind: 'pack';
  readonly entry: PackEntry;
}
export interface RuntimeInstall extends InstallCommon {
  readonly kind: 'runtime';
  readonly entry: RuntimeEntry;
}
export type InstallRecord = PackInstall | RuntimeInstall;

/** `undertone-models`: may be given up when space runs short, since all of it can be downloaded again. */
export interface ModelsSchema extends DBSchema {
  chunks: { key: string; value: ChunkRecord; indexes: { bytes: number } };
  installs: { key: string; value: InstallRecord };
  verdicts: { key: string; value: Verdict };
}

/** `undertone-documents`: the user's own work, never given up silently. */
export interface DocumentsSchema extends DBSchema {
  documents: { key: string; value: DocumentMeta; indexes: { updatedAt: number } };
  texts: { key: string; value: { id: string; text: string } };
  segmentations: { key: string; value: SegmentationRecord };
  scores: { key: [string, string, string, string]; value: ScoreRecord; indexes: { id: string } };
  settings: { key: string; value: unknown };
}

/** A database's name, version and the steps that lead to it. */
export interface DatabaseDefinition<S extends DBSchema> {
  readonly name: string;
  readonly version: number;
  /** Runs every step above `oldVersion`, in order; a published step never changes. */
  upgrade(db: IDBPDatabase<S>, oldVersion: number): void;
}

export const MODELS: DatabaseDefinition<ModelsSchema> = {
  name: 'undertone-models',
  version: 1,
  upgrade(db, oldVersion) {
    if (oldVersion < 1) {
      db.createObjectStore('chunks', { keyPath: 'sha256' }).createIndex('bytes', 'bytes');
      db.createObjectStore('installs', { keyPath: 'key' });
      db.createObjectStore('verdicts');
    }
  },
};

export const DOCUMENTS: DatabaseDefinition<DocumentsSchema> = {
  name: 'undertone-documents',
  version: 1,
  upgrade(db, oldVersion) {
    if (oldVersion < 1) {
      db.createObjectStore('documents', { keyPath: 'id' }).createIndex('updatedAt', 'updatedAt');
      db.createObjectStore('texts', { keyPath: 'id' });
      db.createObjectStore('segmentations', { keyPath: 'id' });
      db.createObjectStore('scores', { keyPath: ['id', 'packHash', 'head', 'variant'] }).createIndex(
        'id',
        'id',
      );
      db.createObjectStore('settings');
    }
  },
};
