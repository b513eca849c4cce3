import { CancelledError } from '../errors.ts';
import { csvToText } from './csv.ts';
import { decodeFile } from './decode.ts';
import { EmptyFileError, FileTooLargeError, MAX_FILE_BYTES } from './errors.ts';
import { type HtmlText, htmlToTextInSteps, type StepOptions } from './html.ts';
import { readSaved, type SavedDocument } from './saved.ts';

export type DocumentFormat = 'text' | 'markdown' | 'html' | 'csv' | 'document';

/** A file turned into text that can be cut into sentences. */
export interface ImportedDocument {
  readonly title: string;
  /** Line ends are `\n`. */
  readonly text: string;
  /** WHATWG name of the encoding that was found, in lower case. */
  readonly encoding: string;
  readonly format: DocumentFormat;
  /** What the user should know: the column read, bytes that made no sense. */
  readonly note: string | null;
  /** A document that was exported, with its scores; null for every other file. */
  readonly saved: SavedDocument | null;
}

const BY_EXTENSION: Readonly<Record<string, DocumentFormat>> = {
  txt: 'text',
  text: 'text',
  md: 'markdown',
  markdown: 'markdown',
  htm: 'html',
  html: 'html',
  xhtml: 'html',
  csv: 'csv',
  tsv: 'csv',
};
const HTML_START =
  /^\s*(?:<\?xml[^>]*>\s*)?(?:<!--[\s\S]{0,2000}?-->\s*)*<(?:!doctype html|html|head|body|document>)/i;
const DULL_TITLE = /^(?:document|untitled.*|index|home|.*\.html?)$/i;
const MARKDOWN_HEADING = /^#{1,3}\s+(.+?)\s*#*$/m;

/**
 * Reads a file of any encoding as text; the format comes from the extension, else from the content.
 *
 * @throws EmptyFileError, BinaryFileError, FileTooLargeError, NotADocumentError, NewerDocumentError, CancelledError
 */
export async function importFile(
  name: string,
  bytes: Uint8Array,
  options: StepOptions = {},
): Promise<ImportedDocument> {
  if (bytes.length > MAX_FILE_BYTES) throw new FileTooLargeError(name, bytes.length);
  if (options.signal?.aborted === true) throw new CancelledError('Reading the file');
  const decoded = decodeFile(name, bytes);
  const source = decoded.text.replace(/\r\n?/g, '\n');
  const saved = await readSaved(source, options);
  if (saved !== null) return openSaved(name, saved, decoded.encoding);
  const format = formatOf(name, source);
  const notes: string[] = [];
  if (decoded.replaced > 0) {
    const bytes = decoded.replaced === 1 ? 'byte' : 'bytes';
    notes.push(
      `${decoded.replaced} ${bytes} made no sense as ${decoded.encoding}, shown as “\ufffd” in the text.`,
    );
  }
  const read = await readAs(format, source, notes, options);
  if (read.text.trim() === '') throw new EmptyFileError(name);
  options.onProgress?.({ done: source.length, total: source.length });
  return {
    title: titleOf(name, format, read),
    text: read.text,
    encoding: decoded.encoding,
    format,
    note: notes.length > 0 ? notes.join(' ') : null,
    saved: null,
  };
}

function openSaved(name: string, saved: SavedDocument, encoding: string): ImportedDocument {
  if (saved.text.trim() === '') throw new EmptyFileError(name);
  return {
    title: saved.title.slice(0, 200),
    text: saved.text,
    encoding,
    format: 'document',
    note: saved.problems.length > 0 ? saved.problems.join(' ') : null,
    saved,
  };
}

async function readAs(
  format: DocumentFormat,
  source: string,
  notes: string[],
  options: StepOptions,
): Promise<HtmlText> {
  if (format === 'html') return htmlToTextInSteps(source, options);
  if (format === 'csv') {
    const { text, column, rows, skipped } = csvToText(source);
    const empty =
      skipped > 0
        ? ` ${skipped} ${skipped === 1 ? 'row without text was' : 'rows without text were'} left out.`
        : '';
    notes.push(`${rows} ${rows === 1 ? 'row' : 'rows'} of column “${column}”.${empty}`);
    return { title: '', heading: '', text };
  }
  const heading = format === 'markdown' ? (MARKDOWN_HEADING.exec(source)?.[1] ?? '') : '';
  return { title: '', heading, text: source };
}

function formatOf(name: string, source: string): DocumentFormat {
  const extension = /\.([a-z0-9]+)$/i.exec(name)?.[1]?.toLowerCase() ?? '';
  const known = Object.hasOwn(BY_EXTENSION, extension) ? BY_EXTENSION[extension] : undefined;
  if (known !== undefined && known !== 'text') return known;
  return HTML_START.test(source.slice(0, 8_192)) ? 'html' : 'text';
}

function titleOf(name: string, format: DocumentFormat, read: HtmlText): string {
  if (read.title !== '' && !DULL_TITLE.test(read.title)) return read.title.slice(0, 200);
  if (read.heading !== '') return read.heading.slice(0, 200);
  const stem = name.replace(/^.*[/\\]/, '').replace(/\.[a-z0-9]{1,8}$/i, '');
  return stem === '' ? format : stem;
}
