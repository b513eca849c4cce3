import type { Database } from '../storage/db.ts';
import type { ModelsSchema } from '../storage/schema.ts';
import { type Bytes, ownBytes } from './bytes.ts';
import type { ChunkRef, PackFile } from './catalog.ts';
import { BadContentError, CorruptChunkError, MissingChunkError } from './errors.ts';
import { sha256Hex } from './hash.ts';
import { uniqueChunks } from './parts.ts';

/** The content-addressed pieces in the models database; nothing goes in or comes out unverified. */
export class ChunkStore {
  readonly #db: Database<ModelsSchema>;

  constructor(db: Database<ModelsSchema>) {
    this.#db = db;
  }

  async has(sha256: string): Promise<boolean> {
    const key = await this.#db.read(['chunks'], (tx) => tx.objectStore('chunks').getKey(sha256));
    return key !== undefined;
  }

  /** Chunks of these files that are not stored, each once, in order. */
  async missing(files: readonly PackFile[]): Promise<ChunkRef[]> {
    const stored = new Set(await this.#db.read(['chunks'], (tx) => tx.objectStore('chunks').getAllKeys()));
    return uniqueChunks(files).flatMap(({ chunk }) => (stored.has(chunk.sha256) ? [] : [chunk]));
  }

  /**
   * Stores one chunk after checking its size and SHA-256.
   *
   * @throws BadContentError where the bytes are others; nothing is written.
   * @throws StorageFullError
   */
  async put(ref: ChunkRef, bytes: Uint8Array): Promise<void> {
    if (bytes.length !== ref.bytes || (await sha256Hex(bytes)) !== ref.sha256) {
      throw new BadContentError(ref.sha256);
    }
    // A view into a larger buffer would be stored with all of it.
    const data = bytes.byteLength === bytes.buffer.byteLength ? ownBytes(bytes) : new Uint8Array(bytes);
    const record = { sha256: ref.sha256, bytes: ref.bytes, data };
    await this.#db.write(['chunks'], (tx) => tx.objectStore('chunks').put(record), 'relaxed', ref.bytes);
  }

  /**
   * Reads a file whole, checking every chunk and the file itself.
   *
   * @throws CorruptChunkError after deleting the damaged chunk.
   * @throws MissingChunkError
   * @throws BadContentError where all chunks are good and the file they make is not.
   */
  async readFile(file: PackFile): Promise<Bytes> {
    const whole = new Uint8Array(file.bytes);
    let offset = 0;
    for (const ref of file.chunks) {
      const record = await this.#db.read(['chunks'], (tx) => tx.objectStore('chunks').get(ref.sha256));
      if (record === undefined) throw new MissingChunkError(file.path, ref.sha256);
      const data: unknown = record.data;
      const good =
        data instanceof Uint8Array && data.length === ref.bytes && (await sha256Hex(data)) === ref.sha256;
      if (!good) {
        await this.#db.write(['chunks'], (tx) => tx.objectStore('chunks').delete(ref.sha256), 'relaxed');
        throw new CorruptChunkError(file.path, ref.sha256);
      }
      whole.set(data, offset);
      offset += data.length;
    }
    // One chunk that is the whole file was checked just now.
    const checked = file.chunks.length === 1 && file.chunks[0]?.sha256 === file.sha256;
    if (offset !== file.bytes || (!checked && (await sha256Hex(whole)) !== file.sha256)) {
      throw new BadContentError(file.sha256, file.path);
    }
    return whole;
  }
}
