/** First bytes of files that people drop by mistake, and what to call them. */
const SIGNATURES: readonly (readonly [bytes: string, seems: string])[] = [
  ['%PDF-', 'a PDF document'],
  ['PK\x03\x04', 'a Word or Excel document or a zip archive'],
  ['PK\x05\x06', 'an empty zip archive'],
  ['\xd0\xcf\x11\xe0', 'an older Office document'],
  ['{\\rtf', 'a rich text (RTF) document'],
  ['\x89PNG', 'a PNG picture'],
  ['\xff\xd8\xff', 'a JPEG picture'],
  ['GIF8', 'a GIF picture'],
  ['RIFF', 'a sound, video or WebP file'],
  ['\x1f\x8b', 'a gzip archive'],
  ['7z\xbc\xaf', 'a 7-Zip archive'],
  ['Rar!', 'a RAR archive'],
  ['\x7fELF', 'a program'],
  ['SQLite format 3', 'a database'],
  ['\0asm', 'a WebAssembly program'],
  ['OggS', 'a sound or video file'],
  ['ID3', 'a sound file'],
];

const SAMPLE_BYTES = 65_536;

/** What a file seems to be by its first bytes, or null where it may be text. */
export function binaryKind(bytes: Uint8Array): string | null {
  for (const [signature, seems] of SIGNATURES) {
    if (bytes.length >= signature.length && startsWith(bytes, signature)) return seems;
  }
  return null;
}

/** Is the data too full of control bytes for a text in any single-byte or UTF-8 encoding? */
export function looksBinary(bytes: Uint8Array): boolean {
  const sample = bytes.subarray(0, SAMPLE_BYTES);
  let controls = 0;
  for (const byte of sample) if (byte < 32 && !(byte >= 8 && byte <= 13) && byte !== 27) controls++;
  return controls > sample.length * 0.02;
}

/** UTF-16 without a byte order mark: every other byte of Latin text is zero. */
export function looksLikeUtf16(bytes: Uint8Array): 'utf-16le' | 'utf-16be' | null {
  const length = Math.min(bytes.length, SAMPLE_BYTES) & ~1;
  if (length < 8) return null;
  let even = 0;
  let odd = 0;
  for (let i = 0; i < length; i += 2) {
    if (bytes[i] === 0) even++;
    if (bytes[i + 1] === 0) odd++;
  }
  const half = length / 2;
  if (odd > half * 0.4 && even < half * 0.05) return 'utf-16le';
  if (even > half * 0.4 && odd < half * 0.05) return 'utf-16be';
  return null;
}

function startsWith(bytes: Uint8Array, signature: string): boolean {
  for (let i = 0; i < signature.length; i++) if (bytes[i] !== signature.charCodeAt(i)) return false;
  return true;
}
