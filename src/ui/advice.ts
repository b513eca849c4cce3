/** What to tell the reader about an error: what happened, and what to do now. */
export interface Advice {
  readonly title: string;
  readonly action: string;
}

const advices: Readonly<Record<string, Advice>> = {
  // Storage
  StorageFullError: {
    title: 'The disk space that the browser allows this page is used up.',
    action: 'Delete documents or a model that you no longer need, or free disk space, and try again.',
  },
  ConflictError: {
    title: 'Another tab changed this document.',
    action: 'Both versions are kept: look for the copy in the list of documents.',
  },
  NewerSchemaError: {
    title: 'Another tab runs a newer version of Undertone.',
    action: 'Nothing was changed. Reload this page to go on.',
  },
  DatabaseBlockedError: {
    title: 'Another tab with an older version holds the storage.',
    action: 'Close the other tabs of Undertone, then try again.',
  },
  StorageUnavailableError: {
    title: 'The browser does not let this page store anything.',
    action:
      'Leave private browsing or allow site data for this page, then reload. Until then, copy your text.',
  },
  DocumentMissingError: {
    title: 'This document is no longer stored.',
    action: 'It may have been deleted in another tab. Copy the text into a new document to keep it.',
  },
  // Packs
  CatalogueUnreachableError: {
    title: 'The list of models could not be fetched.',
    action: 'Check the connection and try again. A model that is installed already goes on working.',
  },
  CatalogueMismatchError: {
    title: 'The list of models is not the one that this version of the page trusts.',
    action: 'Reload the page. If it happens again, a proxy or the host delivers another file in its place.',
  },
  CatalogueInvalidError: {
    title: 'The list of models breaks its own rules.',
    action: 'Nothing was downloaded. Use another build of the page, or another model file.',
  },
  HtmlInsteadOfModelError: {
    title: 'A web page came in place of the model.',
    action: 'You may be behind a sign-in page: open it in another tab, sign in, then resume.',
  },
  BadContentError: {
    title: 'A piece of the model came with wrong bytes, twice.',
    action: 'It was not stored. Resume later, or from another network: a proxy may alter what it delivers.',
  },
  ChunkRefusedError: {
    title: 'The host did not deliver a piece of the model.',
    action: 'Every piece that arrived whole is kept. Resume in a moment.',
  },
  NetworkLostError: {
    title: 'The network was lost.',
    action: 'Every piece that arrived whole is kept. Resume when the connection is back.',
  },
  DownloadStalledError: {
    title: 'The download stood still for too long.',
    action: 'Every piece that arrived whole is kept. Resume when the connection is better.',
  },
  NotEnoughSpaceError: {
    title: 'The browser has too little space left for this model.',
    action: 'Nothing was downloaded. Free disk space or delete what you no longer need, then try again.',
  },
  CorruptChunkError: {
    title: 'A stored piece of the model was damaged and has been deleted.',
    action: 'Download again: only that piece is fetched.',
  },
  MissingChunkError: {
    title: 'A stored piece of the model is missing: the browser may have cleared it.',
    action: 'Download again: only what is missing is fetched.',
  },
  ArchiveInvalidError: {
    title: 'This file is not a model that can be imported.',
    action: 'Choose a file that was saved with “Save as a file” on the Models page.',
  },
  AlteredArchiveError: {
    title: 'A file in this archive is not what the archive says it is.',
    action: 'Nothing of it was stored. It was damaged or altered: copy or save it again where it came from.',
  },
  ImportLimitError: {
    title: 'This model is larger than this page accepts.',
    action: 'Nothing of it was stored. Use a published model.',
  },
  UnsafeModelError: {
    title: 'This model was refused before it ran.',
    action: 'It asks for things that a text model does not need. Use a published model.',
  },
  MalformedModelError: {
    title: 'The model in this file cannot be read.',
    action: 'Nothing of it was stored. Save the file again where it came from.',
  },
  // Engine
  EngineHungError: {
    title: 'The model stopped answering and was ended.',
    action: 'What it had read is kept. Score the rest: a fresh start usually helps.',
  },
  EngineCrashedError: {
    title: 'The model’s worker ended unexpectedly.',
    action: 'What it had read is kept. Close other heavy tabs to free memory, then score the rest.',
  },
  EngineNotOpenError: { title: 'No model is loaded yet.', action: 'Download the model, then try again.' },
  GoldenMismatchError: {
    title: 'The model gives other answers on this machine than it should, so it is not used.',
    action: 'Check its files under Models. If they are as published, this browser cannot run it correctly.',
  },
  RuntimeStartError: {
    title: 'The model’s runtime could not start.',
    action: 'Update the browser and reload the page: WebAssembly with SIMD is needed.',
  },
  DeviceLostError: {
    title: 'The graphics device that ran the model was lost.',
    action: 'What it had read is kept. Score the rest: the model is started again.',
  },
  InferenceError: {
    title: 'The model failed while it was reading.',
    action: 'What it had read is kept. Score the rest; if it fails again, check its files under Models.',
  },
  TokenizerError: {
    title: 'The model’s tokenizer cannot be read.',
    action: 'Check the model’s files under Models, and download again what is damaged.',
  },
  PackContentError: {
    title: 'The model’s files contradict each other.',
    action: 'Delete the model under Models and download it again.',
  },
  InsecureContextError: {
    title: 'This page was not loaded over a secure connection.',
    action: 'Open it over HTTPS, or from this machine as localhost.',
  },
  // Documents
  BinaryFileError: {
    title: 'This file is not text.',
    action: 'Open a .txt, .md, .html or .csv file. From a PDF or Word file, copy the text and paste it.',
  },
  FileTooLargeError: {
    title: 'This file is too large.',
    action: 'Split it, or paste the part that you need.',
  },
  EmptyFileError: { title: 'This file holds no text.', action: 'Choose another file.' },
  DocumentsWorkerError: {
    title: 'Finding the sentences failed.',
    action: 'Your text is kept. Try again; if it happens again, reload the page.',
  },
  NotADocumentError: {
    title: 'This file was not saved by Undertone.',
    action: 'Open it as a text file instead.',
  },
  NewerDocumentError: {
    title: 'This file was saved by a newer version of Undertone.',
    action: 'Update the page, then open it again.',
  },
  SampleMissingError: {
    title: 'The sample could not be loaded.',
    action: 'Check the connection and try again, or paste a text of your own.',
  },
};

const fallback: Advice = {
  title: 'That did not work.',
  action: 'Your text is kept. Try again; if it happens again, reload the page.',
};

/** Turns an error's stable name into a sentence and an action; unknown names get a general one. */
export function adviceFor(error: { readonly name: string }): Advice {
  return advices[error.name] ?? fallback;
}
