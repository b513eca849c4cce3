/** Path of a Chromium on this machine, or undefined. UNDERTONE_BROWSER goes before everything. */
export function findBrowser(): string | undefined;
/** Finds a browser, or gets one; throws one line that says what to do. */
export function ensureBrowser(): Promise<string>;
