import type { Page } from 'playwright-core';

/** Hashes of the chunks in the page's own database, read without the app. */
export function storedChunks(page: Page): Promise<string[]> {
  return page.evaluate(async () => {
    const db = await new Promise<IDBDatabase>((resolve, reject) => {
      const request = indexedDB.open('undertone-models');
      request.onsuccess = () => resolve(request.result);
      request.onerror = () => reject(request.error);
    });
    try {
      return await new Promise<string[]>((resolve, reject) => {
        const request = db.transaction('chunks').objectStore('chunks').getAllKeys();
        request.onsuccess = () => resolve(request.result.map(String));
        request.onerror = () => reject(request.error);
      });
    } finally {
      db.close();
    }
  });
}

/** Flips the bits of one byte in the middle of a stored chunk, behind the app's back. */
export function damageChunk(page: Page, sha256: string): Promise<void> {
  return page.evaluate(async (key) => {
    const db = await new Promise<IDBDatabase>((resolve, reject) => {
      const request = indexedDB.open('undertone-models');
      request.onsuccess = () => resolve(request.result);
      request.onerror = () => reject(request.error);
    });
    try {
      await new Promise<void>((resolve, reject) => {
        const tx = db.transaction('chunks', 'readwrite', { durability: 'strict' });
        const store = tx.objectStore('chunks');
        const request = store.get(key);
        request.onsuccess = () => {
          const { data } = request.result;
          data[data.length >> 1] ^= 0xff;
          store.put(request.result);
        };
        tx.oncomplete = () => resolve();
        tx.onerror = () => reject(tx.error);
        tx.onabort = () => reject(tx.error);
      });
    } finally {
      db.close();
    }
  }, sha256);
}
