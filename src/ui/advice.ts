/** What to tell the reader about an error: what happened, and what to do now. */
export interface Advice {
  readonly title: string;
  readonly action: string;
}

const advices: Readonly<Record<string, Advice>> = {
  // Storage
  StorageFullError: {
    title: 'The disk space that the browser allows this page is used up.',
    action:
      'Delete a model or documents you no longer need, or free disk space, and try again. Your text is still here.',
  },
  QuotaExceededError: {
    title: 'The disk space that the browser allows this page is used up.',
    action: 'Delete a model or documents you no longer need, or free disk space, and try again.',
  },
  ConflictError: {
    title: 'Another tab changed this document.',
    action: 'Both versions are kept: look for the copy in the list of documents.',
  },
  OutdatedPageError: {
    title: 'Another tab runs a newer version of Undertone.',
    action: 'Nothing was changed. Reload this page to go on.',
  },
  DatabaseBlockedError: {
    title: 'Another tab with an older version holds the storage.',
    action: 'Close the other tabs of Undertone, then try again.',
  },
  StorageUnavailableError: {
    title: 'The browser does not let this page store anything.',
    action: 'Leave private browsing or allow site data for this page, then reload.',
  },
  DocumentMissingError: {
    title: 'This document is no longer stored.',
    action: 'It may have been deleted in another tab. Open another one from the list.',
  },
  // Packs
  CatalogueError: {
    title: 'The list of models does not match this version of the page.',
    action: 'Reload the page. If it happens again, the host serves files of different versions.',
  },
  NotAChunkError: {
    title: 'The host answered with a web page instead of the model.',
    action: 'You may be behind a sign-in page: open it in another tab, sign in, then resume.',
  },
  CorruptChunkError: {
    title: 'A piece of the model is damaged.',
    action: 'Resume the download: only that piece is fetched again.',
  },
  MissingChunkError: {
    title: 'A piece of the model is missing.',
    action: 'Resume the download: only what is missing is fetched.',
  },
  NetworkError: {
    title: 'The network was lost.',
    action: 'What has arrived is kept. Resume when the connection is back.',
  },
  HttpError: {
    title: 'The host did not deliver the model.',
    action: 'What has arrived is kept. Try again in a moment.',
  },
  ArchiveError: {
    title: 'This file is not a model that Undertone can import.',
    action: 'Choose a file that was saved with “Save as a file” on the Models page.',
  },
  UnsafeModelError: {
    title: 'This model was refused before it ran.',
    action: 'It asks for more memory or other operations than this page allows. Use a published model.',
  },
  // Engine
  EngineHungError: {
    title: 'The model stopped answering and was ended.',
    action: 'What it had read is kept. Score the remaining sentences: a fresh start usually helps.',
  },
  EngineCrashedError: {
    title: 'The model’s worker ended unexpectedly.',
    action: 'Close other heavy tabs to free memory, then score the remaining sentences.',
  },
  EngineNotOpenError: {
    title: 'No model is loaded yet.',
    action: 'Download the model first.',
  },
  GoldenMismatchError: {
    title: 'The model gives other answers on this machine than it should, so it was not used.',
    action:
      'Check its files on the Models page; if they are as published, this browser cannot run it correctly.',
  },
  RuntimeStartError: {
    title: 'The model’s runtime could not start.',
    action: 'Update the browser, or reload the page; WebAssembly with SIMD is needed.',
  },
  // Documents
  BinaryFileError: {
    title: 'This file is not text.',
    action: 'Open a .txt, .md, .html or .csv file. From a PDF or Word file, copy the text and paste it.',
  },
  UnsupportedFileError: {
    title: 'This kind of file cannot be opened yet.',
    action: 'Open a .txt, .md, .html or .csv file, or copy the text and paste it.',
  },
  FileTooLargeError: {
    title: 'This file is too large to open at once.',
    action: 'Split it, or paste the part that you need.',
  },
  EmptyFileError: { title: 'This file holds no text.', action: 'Choose another file.' },
};

const fallback: Advice = {
  title: 'That did not work.',
  action: 'Your text is kept. Try again; if it happens again, reload the page.',
};

/** Turns an error's stable name into a sentence and an action; unknown names get a general one. */
export function adviceFor(error: { readonly name: string }): Advice {
  return advices[error.name] ?? fallback;
}
