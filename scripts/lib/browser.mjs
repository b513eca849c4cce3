// Finding (or getting) a Chromium for the end-to-end tests.
import { accessSync, constants, existsSync, readdirSync } from 'node:fs';
import { homedir } from 'node:os';
import { delimiter, join } from 'node:path';
import { run, runNode } from './command.mjs';

const NAMES = ['chromium', 'chromium-browser', 'google-chrome-stable', 'google-chrome', 'microsoft-edge'];
const PLACES = {
  linux: ['/usr/bin', '/snap/bin', '/usr/local/bin', '/opt/google/chrome/google-chrome'],
  darwin: [
    '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
    '/Applications/Chromium.app/Contents/MacOS/Chromium',
    '/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge',
  ],
  win32: ['PROGRAMFILES', 'PROGRAMFILES(X86)', 'LOCALAPPDATA'].flatMap((name) => {
    const folder = process.env[name];
    if (folder === undefined) return [];
    return [
      join(folder, 'Google', 'Chrome', 'Application', 'chrome.exe'),
      join(folder, 'Chromium', 'Application', 'chrome.exe'),
      join(folder, 'Microsoft', 'Edge', 'Application', 'msedge.exe'),
    ];
  }),
};

function runs(path) {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** Browsers that `playwright-core install` put into its own folder, newest first. */
function playwrightBrowsers() {
  const cache =
    process.env.PLAYWRIGHT_BROWSERS_PATH ??
    {
      darwin: join(homedir(), 'Library', 'Caches', 'ms-playwright'),
      win32: join(process.env.LOCALAPPDATA ?? homedir(), 'ms-playwright'),
    }[process.platform] ??
    join(homedir(), '.cache', 'ms-playwright');
  if (!existsSync(cache)) return [];
  const inside = [
    ['chrome-linux64', 'chrome'],
    ['chrome-linux', 'chrome'],
    ['chrome-mac-arm64', 'Google Chrome for Testing.app', 'Contents', 'MacOS', 'Google Chrome for Testing'],
    ['chrome-mac', 'Chromium.app', 'Contents', 'MacOS', 'Chromium'],
    ['chrome-win64', 'chrome.exe'],
    ['chrome-win', 'chrome.exe'],
  ];
  return readdirSync(cache)
    .filter((name) => /^chromium-\d+$/.test(name))
    .sort()
    .reverse()
    .flatMap((name) => inside.map((parts) => join(cache, name, ...parts)));
}

/** Path of a Chromium on this machine, or undefined. UNDERTONE_BROWSER goes before everything. */
export function findBrowser() {
  const named = process.env.UNDERTONE_BROWSER;
  if (named !== undefined && named !== '') return runs(named) ? named : undefined;
  const onPath = (process.env.PATH ?? '')
    .split(delimiter)
    .flatMap((folder) => NAMES.map((name) => join(folder, name)));
  const places = (PLACES[process.platform] ?? PLACES.linux).flatMap((place) =>
    /\/s?bin$/.test(place) ? NAMES.map((name) => join(place, name)) : [place],
  );
  return [...onPath, ...places, ...playwrightBrowsers()].find(runs);
}

/** Finds a browser, or gets one; throws one line that says what to do. */
export async function ensureBrowser() {
  const found = findBrowser();
  if (found !== undefined) return found;
  if (!process.env.UNDERTONE_BROWSER) {
    const isRoot = process.getuid?.() === 0;
    if (isRoot && existsSync('/etc/debian_version')) {
      console.log('No Chromium here: installing the system package …');
      const env = { DEBIAN_FRONTEND: 'noninteractive' };
      await run('apt-get', ['update', '-q'], { env, quiet: true });
      await run('apt-get', ['install', '-y', '-q', '--no-install-recommends', 'chromium'], {
        env,
        quiet: true,
      });
    } else {
      console.log('No Chromium here: getting one for the tests …');
      await runNode(['node_modules/playwright-core/cli.js', 'install', 'chromium']);
    }
  }
  const got = findBrowser();
  if (got !== undefined) return got;
  throw new Error(
    'No browser for the end-to-end tests: install Chromium, Chrome or Edge, or set UNDERTONE_BROWSER to the path of one.',
  );
}
