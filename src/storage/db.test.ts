import 'fake-indexeddb/auto';
import { forceCloseDatabase } from 'fake-indexeddb';
import { type DBSchema, type IDBPDatabase, unwrap } from 'idb';
import { describe, expect, it, vi } from 'vitest';
import { rejection } from '../packs/testing/fixtures.ts';
import { Database } from './db.ts';
import { type DatabaseDefinition, DOCUMENTS, MODELS } from './schema.ts';

interface Notes extends DBSchema {
  notes: { key: string; value: string };
  more: { key: string; value: string };
}

/** Version 1 has one store, version 2 adds another, as a later release would. */
function notes(name: string, version: 1 | 2): DatabaseDefinition<Notes> {
  return {
    name,
    version,
    upgrade(db: IDBPDatabase<Notes>, oldVersion: number) {
      if (oldVersion < 1) db.createObjectStore('notes');
      if (oldVersion < 2 && version >= 2) db.createObjectStore('more');
    },
  };
}

const put = (db: Database<Notes>, value: string): Promise<string> =>
  db.write(['notes'], (tx) => tx.objectStore('notes').put(value, 'a'), 'strict');
const get = (db: Database<Notes>): Promise<string | undefined> =>
  db.read(['notes'], (tx) => tx.objectStore('notes').get('a'));

/** A connection of a page that does not react to `versionchange`. */
function stubborn(name: string, version: number): Promise<IDBDatabase> {
  return new Promise((resolve, reject) => {
    const request = indexedDB.open(name, version);
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}

describe('Database', () => {
  it('has the stores of its schema', async () => {
    const models = await new Database(MODELS).open();
    expect([...models.objectStoreNames]).toEqual(['chunks', 'installs', 'verdicts']);
    const documents = await new Database(DOCUMENTS).open();
    expect([...documents.objectStoreNames]).toEqual([
      'documents',
      'scores',
      'segmentations',
      'settings',
      'texts',
    ]);
    expect([models.name, documents.name]).toEqual(['undertone-models', 'undertone-documents']);
  });

  it('opens once for many uses', async () => {
    const open = vi.spyOn(indexedDB, 'open');
    const db = new Database(notes('once', 1));
    await Promise.all([put(db, '1'), get(db), get(db)]);
    expect(open).toHaveBeenCalledTimes(1);
    open.mockRestore();
  });

  it("lets another tab upgrade, and keeps that tab's data and its own", async () => {
    const old = new Database(notes('upgrade', 1));
    await put(old, 'kept');
    const newer = new Database(notes('upgrade', 2));
    expect(await get(newer)).toBe('kept');
    expect(await newer.read(['more'], (tx) => tx.objectStore('more').count())).toBe(0);
  });

  it('tells an old page that the schema is newer, changes nothing, and says so each time', async () => {
    const old = new Database(notes('newer', 1));
    await put(old, 'kept');
    const newer = new Database(notes('newer', 2));
    await newer.open();
    expect(await rejection(put(old, 'spoilt'))).toMatchObject({
      name: 'NewerSchemaError',
      database: 'newer',
    });
    expect(await rejection(get(old))).toMatchObject({ name: 'NewerSchemaError' });
    expect(await get(newer)).toBe('kept');
  });

  it('finishes a transaction that runs while another tab asks to upgrade', async () => {
    const old = new Database(notes('running', 1));
    let upgraded: Promise<unknown> = Promise.resolve();
    await old.write(
      ['notes'],
      async (tx) => {
        await tx.objectStore('notes').put('first', 'a');
        upgraded = new Database(notes('running', 2)).open();
        for (let i = 0; i < 20; i++) await tx.objectStore('notes').put(`${i}`, 'a');
      },
      'strict',
    );
    await upgraded;
    expect(await get(new Database(notes('running', 2)))).toBe('19');
  });

  it('opens again where its connection closed between two uses', async () => {
    const db = new Database(notes('again', 1));
    await put(db, 'x');
    db.close();
    expect(await get(db)).toBe('x');
  });

  it('opens again where the browser ended the connection', async () => {
    const db = new Database(notes('terminated', 1));
    await put(db, 'x');
    // Its types ask for the class where it takes an instance.
    Reflect.apply(forceCloseDatabase, undefined, [unwrap(await db.open())]);
    await new Promise((done) => setTimeout(done, 10));
    expect(await get(db)).toBe('x');
  });

  it('opens again where the connection closes just before the transaction', async () => {
    const db = new Database(notes('race', 1));
    await put(db, 'x');
    const raw = await db.open();
    const original = db.open.bind(db);
    const open = vi.spyOn(db, 'open').mockImplementationOnce(async () => {
      db.close();
      return raw;
    });
    open.mockImplementation(original);
    expect(await get(db)).toBe('x');
  });

  it('gives up on a blocked open after its limit, and succeeds once the other tab lets go', async () => {
    const other = await stubborn('blocked', 1);
    const db = new Database(notes('blocked', 2), { blockedMs: 40, openMs: 5_000 });
    expect(await rejection(db.open())).toMatchObject({ name: 'DatabaseBlockedError', database: 'blocked' });
    expect(await rejection(db.open())).toMatchObject({ name: 'DatabaseBlockedError' });
    other.close();
    expect((await db.open()).version).toBe(2);
  });

  it('gives up on an open that is queued behind a blocked one and hears nothing', async () => {
    const other = await stubborn('queued', 1);
    indexedDB.open('queued', 2);
    const db = new Database(notes('queued', 2), { blockedMs: 5_000, openMs: 40 });
    expect(await rejection(db.open())).toMatchObject({ name: 'DatabaseBlockedError' });
    other.close();
  });

  it('forgets a failed open', async () => {
    const open = vi.spyOn(indexedDB, 'open').mockImplementationOnce(() => {
      throw new DOMException('private mode', 'SecurityError');
    });
    const db = new Database(notes('failed', 1));
    expect(await rejection(db.open())).toMatchObject({ name: 'StorageUnavailableError' });
    await put(db, 'x');
    expect(await get(db)).toBe('x');
    open.mockRestore();
  });

  it('says so where there is no IndexedDB', async () => {
    vi.stubGlobal('indexedDB', undefined);
    expect(await rejection(new Database(notes('none', 1)).open())).toMatchObject({
      name: 'StorageUnavailableError',
    });
    vi.unstubAllGlobals();
  });

  it('writes all of a transaction or nothing', async () => {
    const db = new Database(notes('atomic', 1));
    await put(db, 'old');
    const failing = db.write(
      ['notes'],
      async (tx) => {
        await tx.objectStore('notes').put('new', 'a');
        throw new Error('thought better of it');
      },
      'strict',
    );
    expect(await rejection(failing)).toMatchObject({ message: 'thought better of it' });
    expect(await get(db)).toBe('old');
  });
});
