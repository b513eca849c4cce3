import { CSP } from './policy.ts';

/** Why the service worker does not stand between this page and the network. */
export type UnprotectedReason =
  /** Not HTTPS and not localhost: the browser offers no service worker. */
  | 'insecure-context'
  /** This browser, or its private mode, has no service workers. */
  | 'unsupported'
  /** The browser refused the registration, or a file of the app did not arrive whole. */
  | 'refused'
  /** The files of the app took longer than a first visit should wait. */
  | 'slow'
  /** The page was reloaded once and still is not controlled. */
  | 'not-controlled';

/** How well this page is closed and whether it works without a network. */
export interface OfflineStatus {
  readonly state: 'protected' | 'unprotected' | 'development';
  readonly reason?: UnprotectedReason;
  /** The browser's own words, where it gave any. */
  readonly detail?: string;
  /** A service worker answers this page's requests: it works offline. */
  readonly controlled: boolean;
  /** Workers too are bound by the policy, from the service worker or from the host's own headers. */
  readonly closed: boolean;
  /** Threads are possible. */
  readonly crossOriginIsolated: boolean;
}

/**
 * Key in `history.state`, which survives the reload. Session storage does not serve: the isolated page and the
 * page before it belong to different browsing context groups, and each may see a copy of its own.
 */
const RELOADED = 'undertone:reloaded-for-offline';
const INSTALL_LIMIT_MS = 60_000;

/**
 * Puts the service worker between this page and the network, before anything that could hold text is rendered
 * and before any engine worker starts. On a first, uncontrolled visit (or after a forced reload) it registers
 * the worker and reloads the page once; the promise then never resolves. It never rejects.
 */
export async function prepareOffline(): Promise<OfflineStatus> {
  if (import.meta.env.DEV) return statusOf('development', false);
  if (!window.isSecureContext) return unprotected('insecure-context');
  if (!('serviceWorker' in navigator)) return unprotected('unsupported');
  const controlled = navigator.serviceWorker.controller !== null;
  try {
    const registration = await navigator.serviceWorker.register(
      new URL('service-worker.js', document.baseURI),
      { updateViaCache: 'none' },
    );
    if (controlled) return controlledStatus();
    await activated(registration);
  } catch (error) {
    // Offline, the registration itself may fail to fetch: a page that is controlled is none the worse for it.
    if (controlled) return controlledStatus();
    const reason = error instanceof SlowInstall ? 'slow' : 'refused';
    return unprotected(reason, error instanceof Error ? error.message : String(error));
  }
  if (!noteReload()) return unprotected('not-controlled');
  // A reload during a forced reload would bypass the worker as well: the page must have loaded first.
  await loaded();
  location.reload();
  return new Promise<never>(() => undefined);
}

class SlowInstall extends Error {}

/** Resolves when the registration has an active worker; rejects when its installation fails or takes too long. */
function activated(registration: ServiceWorkerRegistration): Promise<void> {
  return new Promise((resolve, reject) => {
    if (registration.active?.state === 'activated') {
      resolve();
      return;
    }
    const worker = registration.installing ?? registration.waiting ?? registration.active;
    if (worker === null) {
      reject(new Error('The browser gave no service worker.'));
      return;
    }
    const timer = setTimeout(
      () => reject(new SlowInstall('The files of the app did not arrive in time.')),
      INSTALL_LIMIT_MS,
    );
    worker.addEventListener('statechange', () => {
      if (worker.state === 'activated') resolve();
      else if (worker.state === 'redundant') reject(new Error('A file of the app did not arrive whole.'));
      else return;
      clearTimeout(timer);
    });
  });
}

function controlledStatus(): OfflineStatus {
  forgetReload();
  return statusOf('protected', true);
}

async function unprotected(reason: UnprotectedReason, detail?: string): Promise<OfflineStatus> {
  forgetReload();
  const status = statusOf('unprotected', await hostSendsPolicy());
  return { ...status, reason, ...(detail === undefined ? {} : { detail }) };
}

function statusOf(state: OfflineStatus['state'], closed: boolean): OfflineStatus {
  return {
    state,
    controlled: state === 'protected',
    closed,
    crossOriginIsolated: window.crossOriginIsolated,
  };
}

/** True where the host itself sends our policy, so that workers are bound even without a service worker. */
async function hostSendsPolicy(): Promise<boolean> {
  try {
    const response = await fetch(location.pathname, { method: 'HEAD', cache: 'no-store' });
    return response.headers.get('Content-Security-Policy') === CSP;
  } catch {
    // No answer is no proof.
    return false;
  }
}

/** Notes that this history entry is reloaded; false if it already was: then it must not be again. */
function noteReload(): boolean {
  const state: unknown = history.state;
  if (isNoted(state)) return false;
  history.replaceState({ [RELOADED]: true, before: state }, '');
  return true;
}

/** Takes the note back, so that a later forced reload may be repaired too. */
function forgetReload(): void {
  const state: unknown = history.state;
  if (isNoted(state)) history.replaceState(state.before, '');
}

function isNoted(state: unknown): state is { readonly before: unknown } {
  return typeof state === 'object' && state !== null && RELOADED in state && 'before' in state;
}

/** Resolves in a task of its own after the page's load event. */
function loaded(): Promise<void> {
  return new Promise((resolve) => {
    if (document.readyState === 'complete') setTimeout(resolve, 0);
    else window.addEventListener('load', () => setTimeout(resolve, 0), { once: true });
  });
}
