import { formatBytes, formatCompact, formatCount, formatDuration, formatTime } from './format.ts';

/** Every word of the interface. Sentences with figures are functions; plurals follow Intl.PluralRules. */
const plural = new Intl.PluralRules('en');

function sentences(count: number): string {
  return `${formatCount(count)} ${plural.select(count) === 'one' ? 'sentence' : 'sentences'}`;
}

function stretch(first: number, last: number): string {
  return first === last
    ? `sentence ${formatCount(first)}`
    : `sentences ${formatCount(first)} to ${formatCount(last)}`;
}

function reached(done: number, total: number): string {
  return `${formatCount(done)} of ${formatCount(total)}`;
}

/** How much was read, where that is not all of it. */
function readSoFar(read: number, of: number): string {
  return read < of ? `So far: ${formatCount(read)} of ${formatCount(of)} read` : `${sentences(read)} read`;
}

export const strings = {
  app: {
    name: 'Undertone',
    skip: 'Skip to the content',
    pages: 'Pages',
    desk: 'Desk',
    models: 'Models',
    about: 'About',
    theme: 'Theme',
    themes: { system: 'System', light: 'Light', dark: 'Dark' },
    loading: 'Loading…',
    notFound: 'There is no such page.',
    toDesk: 'Go to the Desk',
    dismiss: 'Dismiss',
    undo: 'Undo',
    close: 'Close',
    retry: 'Try again',
    cancel: 'Cancel',
  },
  status: {
    label: 'Status',
    offlineReady: 'works offline',
    offlinePage: 'page works offline',
    offlinePending: 'not offline yet',
    isolated: 'multi-threaded',
    notIsolated: 'single-threaded',
    volatile: 'storage not guaranteed',
    runsOn: 'WASM or WEBGPU, threads',
    help: 'What the status line means',
    helpTitle: 'What the status line means',
    engine: {
      none: 'no model yet',
      asleep: 'model idle',
      starting: 'model starting',
      ready: 'model ready',
      busy: 'reading',
      failed: 'model failed',
    },
    backend: (backend: string, threads: number) =>
      `${backend.toUpperCase()}, ${formatCount(threads)} ${plural.select(threads) === 'one' ? 'thread' : 'threads'}`,
    meanings: {
      offlineReady: 'The page and its model are stored here: everything works without a network.',
      offlinePage:
        'The page opens without a network. Reading the tone needs a model, which is not downloaded yet.',
      offlinePending: 'The page is not stored for offline use, so the next visit needs the network.',
      isolated: 'The browser lets the model use several processor cores, which reads faster.',
      notIsolated:
        'The browser or the host allows one processor core only: the tones are the same, but slower.',
      none: 'No model is stored in this browser. Download one here or on the Models page.',
      asleep: 'The model is stored. It starts by itself when there is something to read.',
      starting: 'The model is being loaded and checked.',
      ready: 'The model is loaded and has given its reference answers.',
      busy: 'The model is reading sentences.',
      failed: 'The model could not be started; the Models page says why.',
      runsOn:
        'WASM: the model runs on the processor. WEBGPU: it runs on the graphics processor. Threads: how many processor cores it uses.',
    },
    stages: {
      reading: 'checking the model’s files',
      runtime: 'starting the runtime',
      session: 'building the model',
      goldens: 'checking its answers',
    },
  },
  banner: {
    update: 'A new version is ready. Your documents stay; the page reloads.',
    updateAction: 'Use the new version',
    unprotected:
      'This page runs without its own protection: the browser or host did not let it set its security policy, so it cannot enforce that nothing leaves this machine, and it may not work offline.',
    notPersistent: 'The browser may clear your documents and models when disk space runs short.',
    persistAction: 'Ask the browser to keep them',
    acknowledge: 'OK',
    persistRefused:
      'The browser did not agree. It often does once the page is bookmarked or installed; until then, export what matters.',
  },
  crash: {
    title: 'Something in the page broke.',
    body: 'Your text is stored on this machine and was not touched. Go back to the Desk, or reload the page.',
    back: 'Back to the Desk',
    reload: 'Reload the page',
    detail: 'Details',
  },
  firstRun: {
    title: 'Read the tone of a financial text, on this machine.',
    lines: [
      'A small model is downloaded once, kept in this browser, and reads the tone of every sentence.',
      'Paste a release, a call or a filing now: the text waits for the model.',
      'Nothing you paste leaves this machine; after the download no network is needed.',
    ],
    download: (model: number, runtime: number) =>
      `Download the model (${formatBytes(model)} + ${formatBytes(runtime)} runtime)`,
    downloadModel: (model: number) => `Download the model (${formatBytes(model)})`,
    ready: 'The model is installed. Paste a text, drop a file, or open a sample.',
  },
  download: {
    label: 'Model download',
    states: {
      idle: 'Not downloaded',
      waiting: 'Waiting for the tab that is downloading',
      downloading: 'Downloading',
      paused: 'Paused',
      verifying: 'Checking the files',
      installed: 'Installed',
      failed: 'Stopped',
    },
    of: (done: number, total: number) => `${formatBytes(done)} of ${formatBytes(total)}`,
    rate: (rate: number) => `${formatBytes(rate)}/s`,
    left: (seconds: number) => `${formatDuration(seconds)} left`,
    pause: 'Pause',
    resume: 'Resume',
    cancel: 'Cancel the download',
    elsewhere: 'Another tab is downloading; this one follows.',
  },
  documents: {
    title: 'Documents',
    none: 'Nothing here yet. What you paste or type is kept on this machine.',
    create: 'New',
    createLabel: 'New document',
    untitled: 'Untitled',
    remove: (title: string) => `Delete ${title}`,
    removeKey: 'Delete',
    rename: (title: string) => `Rename ${title}`,
    renameField: 'Title',
    removed: (title: string) => `“${title}” was deleted.`,
    restored: (title: string) => `“${title}” is back.`,
    removedMany: (count: number) => `${formatCount(count)} documents were deleted.`,
    open: 'Open a file…',
    openLabel: 'Open a text, Markdown, HTML or CSV file, or a document saved as JSON',
    drop: 'Drop the file to open it',
    samples: 'Samples',
    samplesNote: 'Invented documents, made for trying the page.',
    show: 'Documents',
    loading: 'Looking for your documents…',
    copySuffix: 'copy',
    characters: (count: number) =>
      `${formatCompact(count)} ${plural.select(count) === 'one' ? 'character' : 'characters'}`,
    imported: (title: string, encoding: string) => `Opened “${title}”, read as ${encoding}.`,
  },
  edit: {
    label: 'Text of the document',
    placeholder: 'Paste or type a text here, or drop a file (.txt, .md, .html, .csv)',
    saved: 'Saved on this machine',
    pending: 'Not saved yet',
    saving: 'Saving…',
    failed: 'Not saved',
    section: (from: number, to: number, total: number) =>
      `Editing characters ${formatCount(from)} to ${formatCount(to)} of ${formatCount(total)}`,
    earlier: 'Earlier',
    later: 'Later',
  },
  conflict: {
    title: 'Another tab changed this document.',
    body: 'Both versions are kept: this tab goes on with yours as a copy of its own, and the other tab’s version stays in the list.',
    show: 'Show the other version',
    done: 'OK',
  },
  unsaved: {
    heldTitle: 'This text is not saved, so it stays open.',
    heldBody: 'Save it again, save it as a file, or discard it; then open something else.',
    saveFile: 'Save as a file',
    discard: 'Discard',
    discarded: 'What was not saved was discarded.',
  },
  gone: {
    title: 'Another tab deleted this document.',
    shown: 'Its text is only shown here now.',
    kept: 'You went on writing, so your text was stored as a new document.',
    keep: 'Keep it',
    close: 'Close it',
  },
  modes: { label: 'Mode', read: 'Read', edit: 'Edit' },
  read: {
    label: 'Sentences with their tone',
    empty: 'There are no sentences yet. Switch to Edit and paste a text.',
    emptyAction: 'Edit',
    cutting: 'Finding the sentences…',
    notEnglish: 'This text does not look English.',
    notEnglishBody: 'The model reads English only: its tones mean little here.',
    noMatch: 'No sentence matches the filter.',
    clearFilter: 'Show every sentence',
    shortened: (shown: number, total: number) =>
      `shows the first ${formatCount(shown)} of ${formatCount(total)} characters`,
    search: 'Search the text',
    searchHint: 'Search ( / )',
    found: (count: number) => `${sentences(count)} found`,
    onlyMatches: 'List matches only',
    keys: 'Keys',
    outdated: 'The text has changed since these sentences were found.',
  },
  tone: {
    positive: 'Positive',
    negative: 'Negative',
    neutral: 'Neutral',
    unscored: 'Not read yet',
    uncertain: 'uncertain',
    stale: 'read by another model',
    noTone: 'not scored',
  },
  gauge: {
    title: 'Tone of the document',
    formula: 'Share of positive minus share of negative sentences, from −1 to +1.',
    none: 'No sentence has been read yet.',
    noneCurrent: 'No sentence has been read by this model in this convention yet.',
    partial: readSoFar,
    worked: (positive: number, negative: number, scored: number) =>
      `${formatCount(positive)} positive − ${formatCount(negative)} negative, of ${formatCount(scored)} scored`,
    filter: (tone: string, count: number) => `${tone}: ${sentences(count)}. Filter by this tone.`,
    all: 'All',
    counts: 'Sentences by tone; press to filter',
  },
  timeline: {
    title: 'Along the text',
    label: 'Position along the text',
    at: (index: number, total: number, tone: string) => `Sentence ${reached(index, total)}, ${tone}`,
    positive: 'mostly positive here',
    negative: 'mostly negative here',
    mixed: 'mixed or neutral here',
    none: 'not read yet here',
    best: (first: number, last: number) => `Most positive stretch: ${stretch(first, last)}.`,
    worst: (first: number, last: number) => `Most negative stretch: ${stretch(first, last)}.`,
    flat: 'No stretch stands out.',
  },
  detail: {
    title: 'Sentence',
    none: 'Select a sentence to see how sure the model is.',
    of: reached,
    probabilities: 'Probability of each tone',
    kind: 'Kind',
    kinds: {
      prose: 'sentence',
      heading: 'heading',
      bullet: 'list item',
      table: 'table row',
      speaker: 'speaker’s name',
    },
    offsets: 'Characters',
    tokens: 'Tokens read',
    model: 'Model',
    convention: 'Convention',
    truncated: 'Longer than the model’s window: only its beginning was read.',
    stale: 'This tone comes from another model or convention than the one in use.',
    notScored: 'Rows of tables and speakers’ names carry no tone and are not scored.',
    copy: 'Copy the sentence',
    copyRefused: 'The browser did not allow copying; select the text and copy it by hand.',
    copied: 'The sentence was copied.',
    uncertain: 'The model is not sure: read this one yourself.',
  },
  job: {
    label: 'Progress',
    importing: (name: string) => `Opening ${name}`,
    segmenting: 'Finding the sentences',
    opening: 'Starting the model',
    scoring: 'Reading the tone',
    of: (done: number, total: number) => `${reached(done, total)} sentences`,
    cancel: 'Cancel',
    remaining: (count: number) => `Score the remaining ${formatCount(count)}`,
    stale: (count: number) => `${sentences(count)} read by another model`,
    staleConvention: (count: number, convention: string) =>
      `${sentences(count)} read in another convention: ${convention}`,
    staleAction: 'Read them again',
    needsModel: 'The text is kept. Its tone needs the model.',
    done: (count: number, seconds: string) => `${sentences(count)} read in ${seconds}.`,
    read: (
      { positive, negative, neutral }: Readonly<Record<'positive' | 'negative' | 'neutral', number>>,
      of: number,
    ) =>
      `${readSoFar(positive + negative + neutral, of)}: ${formatCount(positive)} positive, ${formatCount(negative)} negative, ${formatCount(neutral)} neutral.`,
    find: 'Find the sentences',
  },
  print: {
    made: (when: string) =>
      `Printed from Undertone, ${when}. Read on this machine by a model: tones may be wrong.`,
    partial: (scored: string, all: string) =>
      `Only ${scored} of ${all} sentences were read; the figures are of those alone.`,
    method: (count: string, model: string, identity: string, convention: string) =>
      `Sentences read: ${count}, by the model ${model} (${identity}) in the convention “${convention}”.`,
    unknownModel: 'that is no longer listed',
    marks: (limit: string) =>
      `Marks: ▲ positive, ▼ negative, ◆ neutral. Hollow (△ ▽ ◇): the most likely tone had a probability below ${limit}. No mark: not read, or without tone (rows of tables, names of speakers).`,
    shortened: (shown: string, all: string) =>
      `This print ends after ${shown} of ${all} sentences; the export as CSV holds them all.`,
  },
  exports: {
    title: 'Export',
    csv: 'CSV',
    json: 'JSON',
    partial: (read: number, of: number) =>
      read === 0
        ? 'The file has no tones: no sentence has been read yet.'
        : `The file is partial: only ${reached(read, of)} sentences have a tone in it.`,
    csvLabel: 'Export sentences and tones as CSV',
    jsonLabel: 'Export sentences and tones as JSON',
  },
  keys: {
    title: 'Keys',
    list: [
      ['j', 'next sentence'],
      ['k', 'previous sentence'],
      ['1', 'positive only, or again for all'],
      ['2', 'negative only, or again for all'],
      ['3', 'neutral only, or again for all'],
      ['0', 'every sentence'],
      ['/', 'search the text'],
      ['e', 'edit the text'],
      ['Esc', 'clear the search, then the selection'],
      ['F2', 'in the list: rename the document'],
      ['Delete', 'in the list: delete the document, with undo'],
      ['?', 'this sheet'],
    ],
  },
  models: {
    title: 'Models',
    lead: 'What reads your text, how well it does, and what it was made from. Models are stored in this browser.',
    which:
      'Which to choose: “Tone” for everything you do at work. “Tone, research” only to compare with published research: its licence forbids use at work, and on everyday financial text it reads about as well.',
    loading: 'Reading the catalogue…',
    size: 'Size of a first run',
    sizes: (model: number, runtime: number) =>
      `${formatBytes(model)} for the model and its tokenizer, ${formatBytes(runtime)} for the runtime`,
    parameters: 'Parameters',
    window: 'Reads at most',
    tokens: (count: number) => `${formatCount(count)} tokens a sentence`,
    conventions: 'Labelling conventions',
    convention: 'Convention',
    conventionMeans:
      'Whose way of labelling the model follows: what counts as positive or negative differs with who asks.',
    licence: 'Licence',
    data: 'Made from',
    rows: (count: number) => `${formatCount(count)} rows`,
    provenance: 'Recipe',
    made: (recipe: string, date: string, seed: number) => `${recipe}, ${date}, seed ${formatCount(seed)}`,
    base: 'Started from',
    metrics: 'How well it reads',
    metricsNote:
      'Accuracy: the share of sentences with the tone that their labels give. Macro-F1: the same, with each tone counting alike. Each figure comes with its 95 % interval; “held out” was never trained on.',
    metricsSummary: 'Measured for each convention: the first set, and the one that it does worst on',
    metricsAll: (count: number) => `All ${formatCount(count)} measurements`,
    metricHead: { data: 'Measured on' },
    details: 'Technical details',
    noMetrics: 'No measurements are published for this model.',
    hash: 'Content hash',
    version: 'Version',
    stored: 'Stored version',
    trust: 'Trust',
    published: 'Published with this page; its hashes are fixed in the page.',
    unverified: 'Unverified: imported from a file that this page does not vouch for.',
    runs: 'Where it runs',
    runsNot: 'Not running. It starts when there is something to read.',
    runsDetail: (backend: string, opened: string, error: string) =>
      `${backend}; opened in ${opened}; largest difference from its reference answers ${error}`,
    verify: 'Check the files',
    verifying: 'Checking…',
    verified: 'Every file is as published.',
    remove: 'Delete from this browser',
    confirm: {
      title: (title: string) => `Delete “${title}” from this browser?`,
      frees: (size: string) =>
        `This frees about ${size}. Your documents and the tones already read stay; what is being read now stops.`,
      download: 'To read with this model again you have to download it again, which needs the network.',
      file: 'It came from a file: to read with it again you need that file. There is no undo.',
      keep: 'Keep it',
    },
    removed: 'The model was deleted. Your documents and their tones stay.',
    exportFile: 'Save as a file',
    importFile: 'Import a model from a file…',
    working: 'Working…',
    importNote: 'For machines without a network: save the model as a file elsewhere and import it here.',
    imported: (title: string) => `“${title}” was imported.`,
    redescribed: (title: string) =>
      `“${title}” was imported. The file describes it otherwise than its publisher; the published description is kept.`,
    download: 'Download',
    storage: 'Storage',
    used: 'Used by this page',
    usedNote: 'As the browser counts: it may take a while to give back the space of what was deleted.',
    quota: 'Allowed by the browser',
    persistence: 'Promise to keep it',
    persisted: 'Given: the browser will not clear it on its own.',
    notPersisted: 'Not given: the browser may clear it when space runs short.',
    unknown: 'The browser does not say.',
    persistAsk: 'Ask the browser to keep it',
    start: 'Start it now',
    use: 'Read with this model',
    inUse: 'In use',
  },
  backend: {
    title: 'Graphics processor',
    untried: (adapter: string) =>
      `This machine has a graphics processor (${adapter}) that may read faster. It is tried only if you agree, and used only if its answers are right.`,
    try: 'Try the graphics processor',
    tryFor: (size: string) => `Try the graphics processor (${size} to download)`,
    tryAgain: 'Try it again',
    wish: 'Run on',
    wishes: {
      measured: 'whatever is measured faster',
      wasm: 'the processor (WASM), always',
      webgpu: 'the graphics processor (WebGPU), even if slower',
    },
    reasons: {
      faster: 'The graphics processor gives the right answers and is faster.',
      slower: 'The graphics processor gives the right answers, but is not faster here.',
      'wrong-answers': 'The graphics processor gives other answers than it should: it is not used.',
      'not-assigned': 'The runtime would leave too much of the model to the processor: WebGPU is not used.',
      failed: 'The graphics processor failed: it is not used.',
      'software-adapter':
        'The browser offers a graphics processor in software only, which would be slower: it is not tried.',
      'no-adapter': 'The browser offers no graphics processor to this page.',
    },
    adapter: (name: string) => `Adapter: ${name}`,
    assigned: (on: number, all: number) =>
      `${formatCount(on)} of ${formatCount(all)} matrix products and attentions run on it, by the runtime’s own report`,
    error: (error: string) => `Largest difference from its reference answers: ${error}`,
    timing: (texts: number, webgpu: number, wasm: number) =>
      `${formatCount(texts)} × 32 tokens: ${formatTime(webgpu)} on WebGPU, ${formatTime(wasm)} on WASM`,
    steps: {
      downloading: 'Downloading what WebGPU needs',
      waiting: 'Waiting until nothing is being read',
    },
    stages: {
      reading: 'Checking the model’s files',
      runtime: 'Starting the runtime',
      session: 'Building the model',
      goldens: 'Checking its answers',
      assignment: 'Asking the runtime what runs where',
      'timing-wasm': 'Timing the processor',
      'timing-webgpu': 'Timing the graphics processor',
    },
    gaveWay: 'The graphics processor failed. The processor (WASM) reads on.',
  },
  about: {
    title: 'About',
    lead: 'Undertone reads the tone of financial text, sentence by sentence, on the reader’s own machine.',
    version: (version: string) => `Version ${version}`,
    privacy: 'What happens to your text',
    privacyPoints: [
      'Your text stays in this browser’s own storage on this machine. It is never sent anywhere, and no account exists to send it to.',
      'The page may reach one host only: the one it was loaded from, and only to fetch its own files and the models listed under Models. Its security policy, which the browser enforces in the page and in every worker, refuses everything else.',
      'There are no cookies, no statistics, no fonts or scripts from elsewhere. Addresses never contain text.',
      'Once it says “works offline” you may pull the network cable: everything goes on working.',
      'Whoever can use this browser profile can open what is stored in it. Delete a document and it is gone from here.',
    ],
    protection: 'This page, now',
    protectedYes: 'The security policy is in force.',
    protectedNo: 'The security policy is not in force; see the warning at the top.',
    licence: 'Licence',
    licenceBody:
      'Undertone is free software under the Apache License 2.0. Models carry licences of their own, shown under Models.',
    notices: 'What it is built on',
    noticesLoading: 'Reading the notices…',
    noticesCount: (count: number) => `${formatCount(count)} packages, models and data sets`,
  },
} as const;
