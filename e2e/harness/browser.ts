import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type BrowserContext, chromium } from 'playwright-core';
import { findBrowser } from '../../scripts/lib/browser.mjs';

/** Flags that keep the browser's own traffic quiet and give a (software) WebGPU adapter. */
const FLAGS = [
  '--no-sandbox',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--enable-unsafe-webgpu',
];

export interface LaunchOptions {
  /** Profile to keep between launches; a new one, deleted on close, unless given. */
  readonly profile?: string;
  readonly args?: readonly string[];
  readonly viewport?: { readonly width: number; readonly height: number };
  readonly colorScheme?: 'light' | 'dark';
  readonly reducedMotion?: 'reduce' | 'no-preference';
  /** Folder that downloads land in is playwright's own; this only allows them. */
  readonly acceptDownloads?: boolean;
}

/** A running browser with its profile. */
export interface LaunchedBrowser extends AsyncDisposable {
  readonly context: BrowserContext;
  readonly profile: string;
  /** SIGKILL to the whole browser: no handler in it runs. */
  kill(): Promise<void>;
  close(): Promise<void>;
}

/** A new, empty profile folder; the caller deletes it. */
export function newProfile(): string {
  return mkdtempSync(join(tmpdir(), 'undertone-e2e-'));
}

/** Launches real Chromium with a profile on disk, so that IndexedDB and service workers behave as for a user. */
export async function launchPersistent(options: LaunchOptions = {}): Promise<LaunchedBrowser> {
  const executablePath = findBrowser();
  if (executablePath === undefined) {
    throw new Error('No browser: run "npm test", which gets one, or set UNDERTONE_BROWSER.');
  }
  const profile = options.profile ?? newProfile();
  const context = await chromium.launchPersistentContext(profile, {
    executablePath,
    headless: true,
    args: [...FLAGS, ...(options.args ?? [])],
    acceptDownloads: options.acceptDownloads ?? true,
    ...(options.viewport === undefined ? {} : { viewport: options.viewport }),
    ...(options.colorScheme === undefined ? {} : { colorScheme: options.colorScheme }),
    ...(options.reducedMotion === undefined ? {} : { reducedMotion: options.reducedMotion }),
  });
  let open = true;
  const discard = () => {
    if (options.profile === undefined) rmSync(profile, { recursive: true, force: true, maxRetries: 5 });
  };
  const close = async () => {
    if (!open) return;
    open = false;
    await context.close();
    discard();
  };
  return {
    context,
    profile,
    async kill() {
      open = false;
      const closed = new Promise<void>((resolve) => context.once('close', () => resolve()));
      process.kill(browserPid(profile), 'SIGKILL');
      await closed;
      discard();
    },
    close,
    [Symbol.asyncDispose]: close,
  };
}

/** Process that runs the browser of this profile: the one with the profile on its command line and no `--type`. */
function browserPid(profile: string): number {
  const own = commandLines().find(
    ({ line }) => line.includes(`--user-data-dir=${profile}`) && !line.includes('--type='),
  );
  if (own === undefined) throw new Error(`No browser runs with the profile ${profile}.`);
  return own.pid;
}

function commandLines(): { pid: number; line: string }[] {
  if (process.platform === 'linux') {
    return readdirSync('/proc')
      .filter((name) => /^\d+$/.test(name))
      .flatMap((name) => {
        try {
          return [
            { pid: Number(name), line: readFileSync(`/proc/${name}/cmdline`, 'utf8').replaceAll('\0', ' ') },
          ];
        } catch {
          // The process ended between the listing and the look.
          return [];
        }
      });
  }
  const listing = execFileSync('ps', ['-axo', 'pid=,command='], { encoding: 'utf8' });
  return listing.split('\n').map((row) => {
    const [, pid = '0', line = ''] = /^\s*(\d+)\s(.*)$/.exec(row) ?? [];
    return { pid: Number(pid), line };
  });
}
