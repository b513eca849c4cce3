import { PrecacheController } from 'workbox-precaching';
import { harden } from './harden.ts';
import { isActivateUpdate } from './messages.ts';
import { routeOf } from './routing.ts';

/** The app shell: every file with its hash, filled in by the build. */
declare const __PRECACHE_MANIFEST__: readonly {
  readonly url: string;
  readonly revision: string | null;
  readonly integrity: string;
}[];
declare const self: ServiceWorkerGlobalScope;

const scope = self.registration.scope;
const shell = new PrecacheController();
shell.addToCacheList([...__PRECACHE_MANIFEST__]);

self.addEventListener('install', (event) => {
  // No skipWaiting: a new version waits until the page says that its user agreed.
  void shell.install(event);
});

self.addEventListener('activate', (event) => {
  // The one page left is the one whose user agreed, and it reloads now.
  event.waitUntil(dropOldShell(event, 1));
});

self.addEventListener('message', (event) => {
  if (isActivateUpdate(event.data)) event.waitUntil(self.skipWaiting());
});

self.addEventListener('fetch', (event) => {
  event.respondWith(answer(event.request));
  if (event.request.mode === 'navigate') event.waitUntil(dropOldShell(event, 0));
});

async function answer(request: Request): Promise<Response> {
  const route = routeOf(request, scope, (url) => shell.getCacheKeyForURL(url) !== undefined);
  switch (route.kind) {
    case 'refuse':
      return Response.error();
    case 'redirect':
      return harden(new Response(null, { status: 302, headers: { Location: route.url } }));
    case 'precached':
      return harden((await shell.matchPrecache(route.url)) ?? (await refetch(route.url)));
    case 'network':
      // A tab of the previous version may still ask for a file that only the old shell had.
      return harden((await caches.match(request)) ?? (await fetch(request)));
  }
}

/** The browser's user emptied the cache under us: the network has the same file, and its hash is checked again. */
async function refetch(url: string): Promise<Response> {
  const key = shell.getCacheKeyForURL(url);
  const integrity = key === undefined ? undefined : shell.getIntegrityForCacheKey(key);
  return fetch(url, { ...(integrity === undefined ? {} : { integrity }), cache: 'no-cache' });
}

/** Deletes the previous version's files, unless more pages than `pagesAtMost` are open: they may still run it. */
async function dropOldShell(event: ExtendableEvent, pagesAtMost: number): Promise<void> {
  const pages = await self.clients.matchAll({ type: 'window', includeUncontrolled: true });
  if (pages.length <= pagesAtMost) await shell.activate(event);
}
