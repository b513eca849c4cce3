import { UndertoneError } from '../errors.ts';

/** Largest file that is read, in bytes. */
export const MAX_FILE_BYTES = 32 * 1024 * 1024;

/** The file holds no text at all. */
export class EmptyFileError extends UndertoneError {
  override readonly name = 'EmptyFileError';
  constructor(file: string) {
    super(`“${file}” holds no text.`);
  }
}

/** The file is no text; `seems` says what it looks like. */
export class BinaryFileError extends UndertoneError {
  override readonly name = 'BinaryFileError';
  readonly seems: string;
  constructor(file: string, seems: string) {
    super(`“${file}” seems to be ${seems}, not a text.`);
    this.seems = seems;
  }
}

/** The file is larger than `MAX_FILE_BYTES`. */
export class FileTooLargeError extends UndertoneError {
  override readonly name = 'FileTooLargeError';
  constructor(file: string, bytes: number) {
    const megabytes = (bytes / 2 ** 20).toFixed(1);
    super(`“${file}” has ${megabytes} MB; files of up to ${MAX_FILE_BYTES / 2 ** 20} MB can be read.`);
  }
}

/** The worker that reads files ended before it answered; the next request starts a new one. */
export class DocumentsWorkerError extends UndertoneError {
  override readonly name = 'DocumentsWorkerError';
}

/** What was opened is no document that Undertone saved. */
export class NotADocumentError extends UndertoneError {
  override readonly name = 'NotADocumentError';
}

/** The document was saved by a later version of Undertone. */
export class NewerDocumentError extends UndertoneError {
  override readonly name = 'NewerDocumentError';
}
