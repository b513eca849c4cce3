import { analyse, type Match } from 'chardet';
import { BinaryFileError, EmptyFileError } from './errors.ts';
import { binaryKind, looksBinary, looksLikeUtf16 } from './signatures.ts';

export interface Decoded {
  /** The text without a byte order mark; line ends as they were. */
  readonly text: string;
  /** WHATWG name of the encoding, in lower case. */
  readonly encoding: string;
  /** Bytes that made no sense and became U+FFFD. */
  readonly replaced: number;
}

const GUESS_BYTES = 65_536;
/** A Western guess is kept if it is at most this much less likely than the best one, of 100. */
const WESTERN_MARGIN = 15;
const DECLARED =
  /<meta[^>]{0,200}?charset\s*=\s*["']?\s*([\w:-]{2,40})|^\s*<\?xml[^>]{0,100}encoding\s*=\s*["']([\w:-]{2,40})/i;

/**
 * Decodes a file: byte order mark, UTF-16 without one, UTF-8 (a few broken bytes allowed), the encoding
 * that an HTML file declares, and at last a guess by letter frequencies that prefers Windows-1252.
 *
 * @throws EmptyFileError, BinaryFileError
 */
export function decodeFile(name: string, bytes: Uint8Array): Decoded {
  if (bytes.length === 0) throw new EmptyFileError(name);
  const marked = byteOrderMark(bytes);
  if (marked !== null) return decodeAs(bytes, marked);
  const kind = binaryKind(bytes);
  if (kind !== null) throw new BinaryFileError(name, kind);
  const wide = looksLikeUtf16(bytes);
  if (wide !== null && !looksBinary(bytes.filter((byte) => byte !== 0))) return decodeAs(bytes, wide);
  if (looksBinary(bytes)) throw new BinaryFileError(name, 'binary data');
  const utf8 = decodeAs(bytes, 'utf-8');
  if (utf8.replaced === 0 || utf8.replaced * 20 < multiByte(bytes)) return utf8;
  const declared = declaredEncoding(bytes);
  if (declared !== null) {
    const decoded = decodeAs(bytes, declared);
    if (decoded.replaced === 0) return decoded;
  }
  return decodeAs(bytes, guess(bytes));
}

function decodeAs(bytes: Uint8Array, label: string): Decoded {
  const decoder = new TextDecoder(label);
  const decoded = decoder.decode(bytes);
  const text = decoder.encoding === 'windows-1252' ? withoutC1(decoded) : decoded;
  let replaced = 0;
  for (let i = text.indexOf('\ufffd'); i >= 0; i = text.indexOf('\ufffd', i + 1)) replaced++;
  return { text, encoding: decoder.encoding, replaced };
}

/** Some versions of Node decode windows-1252 as ISO 8859-1; its bytes 0x80 to 0x9f by the WHATWG index. */
const C1 = '€\x81‚ƒ„…†‡ˆ‰Š‹Œ\x8dŽ\x8f\x90‘’“”•–—˜™š›œ\x9džŸ';

function withoutC1(text: string): string {
  return text.replace(/[\u0080-\u009f]/g, (sign) => C1.charAt(sign.charCodeAt(0) - 0x80));
}

function byteOrderMark(bytes: Uint8Array): string | null {
  if (bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf) return 'utf-8';
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return 'utf-16le';
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return 'utf-16be';
  return null;
}

/** Bytes that lead a sequence of several bytes in UTF-8. */
function multiByte(bytes: Uint8Array): number {
  let count = 0;
  for (let i = 0; i + 1 < bytes.length; i++) {
    if ((bytes[i] ?? 0) >= 0xc2 && ((bytes[i + 1] ?? 0) & 0xc0) === 0x80) count++;
  }
  return count;
}

function declaredEncoding(bytes: Uint8Array): string | null {
  const head = new TextDecoder('windows-1252').decode(bytes.subarray(0, 4_096));
  const match = DECLARED.exec(head);
  const label = match?.[1] ?? match?.[2];
  // The bytes are known not to be UTF-8, whatever the file says.
  return label === undefined || /^utf/i.test(label) ? null : known(label);
}

function guess(bytes: Uint8Array): string {
  const first = bytes.findIndex((byte) => byte > 0x7f);
  const start = Math.max(0, first - 1_024);
  const matches = analyse(bytes.subarray(start, start + GUESS_BYTES)).filter(fits(bytes));
  const best = matches[0];
  const western = matches.find((match) => isWestern(match.name));
  if (best === undefined) return 'windows-1252';
  if (western !== undefined && best.confidence - western.confidence <= WESTERN_MARGIN) return 'windows-1252';
  return known(windowsName(best.name)) ?? 'windows-1252';
}

/** Multi-byte encodings must decode without an error; UTF ones have been tried already. */
function fits(bytes: Uint8Array): (match: Match) => boolean {
  return ({ name }) => {
    if (/^utf|^ascii|^iso[-_]2022|^[ms]bcs/i.test(name)) return false;
    if (!/^(?:big5|euc|gb|shift)/i.test(name)) return true;
    const label = known(name);
    return label !== null && decodeAs(bytes, label).replaced === 0;
  };
}

function isWestern(name: string): boolean {
  return /^(?:iso-8859-1|windows-1252)$/i.test(name);
}

/** The Windows code page that contains an ISO 8859 one, so that its quotation marks and dashes decode. */
function windowsName(name: string): string {
  const pages: Readonly<Record<string, string>> = {
    'ISO-8859-1': 'windows-1252',
    'ISO-8859-2': 'windows-1250',
    'ISO-8859-7': 'windows-1253',
    'ISO-8859-9': 'windows-1254',
  };
  return pages[name] ?? name;
}

function known(label: string): string | null {
  try {
    return new TextDecoder(label).encoding;
  } catch (error) {
    // A RangeError says that no browser knows the label; anything else is a fault of ours.
    if (error instanceof RangeError) return null;
    throw error;
  }
}
