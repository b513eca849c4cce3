import type { ActivateUpdate } from './messages.ts';

const CHECK_EVERY_MS = 60 * 60 * 1000;
const listeners = new Set<() => void>();
let registration: ServiceWorkerRegistration | undefined;
let ready = false;
let reloading = false;
let watching = false;

/**
 * Calls `listener` when a newer version is ready for the user to agree to: one that waits, or one that another
 * tab already activated. Calls it at once if that is already so. Returns the way to stop listening.
 */
export function onUpdateReady(listener: () => void): () => void {
  listeners.add(listener);
  if (ready) listener();
  if (!watching && !import.meta.env.DEV && 'serviceWorker' in navigator) {
    watching = true;
    void watch(navigator.serviceWorker);
  }
  return () => {
    listeners.delete(listener);
  };
}

/** The user agreed: the waiting version takes over and this tab reloads. Other tabs are only told. */
export function activateUpdate(): void {
  reloading = true;
  const waiting = registration?.waiting;
  if (waiting === null || waiting === undefined) {
    location.reload();
    return;
  }
  const message: ActivateUpdate = { type: 'activate-update' };
  waiting.postMessage(message);
}

async function watch(container: ServiceWorkerContainer): Promise<void> {
  container.addEventListener('controllerchange', () => {
    if (reloading) location.reload();
    else announce();
  });
  registration = await container.getRegistration();
  if (registration === undefined) return;
  const found = registration;
  if (found.waiting !== null && container.controller !== null) announce();
  follow(found.installing, container);
  found.addEventListener('updatefound', () => follow(found.installing, container));
  setInterval(() => {
    // Without a network there is simply nothing new to hear of.
    if (navigator.onLine) found.update().catch(() => undefined);
  }, CHECK_EVERY_MS);
}

function follow(worker: ServiceWorker | null, container: ServiceWorkerContainer): void {
  worker?.addEventListener('statechange', () => {
    if (worker.state === 'installed' && container.controller !== null) announce();
  });
}

function announce(): void {
  ready = true;
  for (const listener of listeners) listener();
}
