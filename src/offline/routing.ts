/** How the service worker answers a request. */
export type Route =
  /** Another origin: the closed app has none. */
  | { readonly kind: 'refuse' }
  /** The app shell, or a page of it: the precached `url`. */
  | { readonly kind: 'precached'; readonly url: string }
  /** An address of the app that is no file: send the browser to the app's root, which relative URLs start from. */
  | { readonly kind: 'redirect'; readonly url: string }
  /** Everything else of this origin, pack chunks above all: the network, with headers and uncached. */
  | { readonly kind: 'network' };

/** The part of a Request that routing looks at. */
export interface RoutedRequest {
  readonly url: string;
  readonly method: string;
  readonly mode: string;
}

/**
 * Decides who answers `request` under `scope` (the worker's, ending in `/`).
 * `isPrecached` says whether an absolute URL is part of the app shell.
 */
export function routeOf(request: RoutedRequest, scope: string, isPrecached: (url: string) => boolean): Route {
  const url = new URL(request.url);
  if (url.origin !== new URL(scope).origin) return { kind: 'refuse' };
  if (request.method !== 'GET') return { kind: 'network' };
  url.hash = '';
  const plain = url.origin + url.pathname;
  if (plain === scope) return { kind: 'precached', url: `${scope}index.html` };
  if (isPrecached(plain)) return { kind: 'precached', url: plain };
  if (request.mode === 'navigate' && plain.startsWith(scope)) return { kind: 'redirect', url: scope };
  return { kind: 'network' };
}
