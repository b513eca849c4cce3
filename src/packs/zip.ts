import { Inflate } from 'fflate';
import type { Bytes } from './bytes.ts';
import {
  ARCHIVE_LIMITS,
  type ArchiveEntryFacts,
  ArchiveInvalidError,
  checkEntries,
  within,
} from './limits.ts';

/** One file of an archive; `read` unpacks it. */
export interface ArchiveEntry extends ArchiveEntryFacts {
  /** @throws ArchiveInvalidError where it does not unpack to exactly `bytes`. */
  read(): Promise<Bytes>;
}

interface Located extends ArchiveEntryFacts {
  readonly method: number;
  /** Offset of the local header. */
  readonly offset: number;
}

const END = 0x06054b50;
const CENTRAL = 0x02014b50;
const LOCAL = 0x04034b50;

/**
 * Reads a zip archive's directory (PKWARE APPNOTE 6.3, without zip64, encryption and several disks), and judges it
 * by `limits.ts` before any entry is unpacked. Entries that overlap are refused, since they multiply their content.
 *
 * @throws ArchiveInvalidError, ImportLimitError
 */
export async function openArchive(blob: Blob): Promise<ReadonlyMap<string, ArchiveEntry>> {
  within('the size of the archive', blob.size, ARCHIVE_LIMITS.archiveBytes);
  const located = withoutClutter(await readDirectory(blob));
  checkEntries(located);
  checkOverlap(located, blob.size);
  return new Map(
    stripFolder(located).map(([path, entry]) => [
      path,
      { path, bytes: entry.bytes, packedBytes: entry.packedBytes, read: () => unpack(blob, entry) },
    ]),
  );
}

async function viewOf(blob: Blob, start: number, end: number): Promise<DataView> {
  return new DataView(await blob.slice(start, end).arrayBuffer());
}

async function readDirectory(blob: Blob): Promise<Located[]> {
  // The end record is 22 bytes and a comment of at most 65,535.
  const tailStart = Math.max(0, blob.size - 22 - 65_535);
  const tail = await viewOf(blob, tailStart, blob.size);
  let at = tail.byteLength - 22;
  while (at >= 0 && tail.getUint32(at, true) !== END) at--;
  if (at < 0) throw new ArchiveInvalidError('The file is no zip archive, or it was cut short.');
  const count = tail.getUint16(at + 10, true);
  const size = tail.getUint32(at + 12, true);
  const start = tail.getUint32(at + 16, true);
  if (count === 0xffff || start === 0xffffffff || tail.getUint16(at + 4, true) !== 0) {
    throw new ArchiveInvalidError('Archives in several parts and zip64 archives are not read.');
  }
  // Twice the limit, since folders and a system's own clutter are not counted.
  within('the number of entries', count, ARCHIVE_LIMITS.entries * 2);
  if (start + size > tailStart + at)
    throw new ArchiveInvalidError('The directory of the archive is cut short.');
  return parseDirectory(await viewOf(blob, start, start + size), count);
}

function parseDirectory(view: DataView, count: number): Located[] {
  const entries: Located[] = [];
  let at = 0;
  for (let i = 0; i < count; i++) {
    if (at + 46 > view.byteLength || view.getUint32(at, true) !== CENTRAL) {
      throw new ArchiveInvalidError('The directory of the archive is damaged.');
    }
    const nameLength = view.getUint16(at + 28, true);
    const next = at + 46 + nameLength + view.getUint16(at + 30, true) + view.getUint16(at + 32, true);
    if (next > view.byteLength) throw new ArchiveInvalidError('The directory of the archive is damaged.');
    if ((view.getUint16(at + 8, true) & 1) !== 0) throw new ArchiveInvalidError('The archive is encrypted.');
    entries.push({
      path: new TextDecoder().decode(new Uint8Array(view.buffer, view.byteOffset + at + 46, nameLength)),
      method: view.getUint16(at + 10, true),
      packedBytes: view.getUint32(at + 20, true),
      bytes: view.getUint32(at + 24, true),
      offset: view.getUint32(at + 42, true),
    });
    at = next;
  }
  return entries;
}

/** Leaves out folders and what macOS adds when it packs one. */
function withoutClutter(entries: readonly Located[]): Located[] {
  return entries.filter(
    ({ path, bytes }) =>
      !(path.endsWith('/') && bytes === 0) &&
      !path.startsWith('__MACOSX/') &&
      !/(^|\/)\.DS_Store$/.test(path),
  );
}

/** A pack that was unpacked and packed again often lies in one folder. */
function stripFolder(entries: readonly Located[]): [string, Located][] {
  const first = entries[0]?.path.split('/')[0] ?? '';
  const prefix = `${first}/`;
  const nested = entries.some(({ path }) => path === `${prefix}pack.json`);
  const all = nested && entries.every(({ path }) => path.startsWith(prefix));
  return entries.map((entry) => [all ? entry.path.slice(prefix.length) : entry.path, entry]);
}

function checkOverlap(entries: readonly Located[], size: number): void {
  const sorted = [...entries].sort((a, b) => a.offset - b.offset);
  sorted.forEach((entry, i) => {
    const end = entry.offset + 30 + entry.packedBytes;
    if (end > (sorted[i + 1]?.offset ?? size)) {
      throw new ArchiveInvalidError(`The entry ${entry.path} overlaps another or is cut short.`);
    }
  });
}

async function unpack(blob: Blob, entry: Located): Promise<Bytes> {
  const header = await viewOf(blob, entry.offset, entry.offset + 30);
  if (header.byteLength < 30 || header.getUint32(0, true) !== LOCAL) {
    throw new ArchiveInvalidError(`The entry ${entry.path} is damaged.`);
  }
  const start = entry.offset + 30 + header.getUint16(26, true) + header.getUint16(28, true);
  const packed = new Uint8Array(await blob.slice(start, start + entry.packedBytes).arrayBuffer());
  if (entry.method === 0) {
    if (packed.length !== entry.bytes) throw new ArchiveInvalidError(`The entry ${entry.path} is cut short.`);
    return packed;
  }
  if (entry.method !== 8) {
    throw new ArchiveInvalidError(`The entry ${entry.path} is packed in a way that is not read.`);
  }
  return inflate(packed, entry);
}

/** Inflates piece by piece, so that an entry that lies about its size is stopped when it passes it. */
function inflate(packed: Bytes, { path, bytes }: Located): Bytes {
  const whole = new Uint8Array(bytes);
  let offset = 0;
  const stream = new Inflate((piece) => {
    if (offset + piece.length > bytes) {
      throw new ArchiveInvalidError(`The entry ${path} unpacks to more than it says.`);
    }
    whole.set(piece, offset);
    offset += piece.length;
  });
  const step = 64 * 1024;
  try {
    for (let at = 0; at < packed.length; at += step) {
      stream.push(packed.subarray(at, at + step), at + step >= packed.length);
    }
  } catch (cause) {
    if (cause instanceof ArchiveInvalidError) throw cause;
    throw new ArchiveInvalidError(`The entry ${path} does not unpack.`, { cause });
  }
  if (offset !== bytes) throw new ArchiveInvalidError(`The entry ${path} unpacks to less than it says.`);
  return whole;
}
