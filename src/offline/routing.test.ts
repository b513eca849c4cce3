import { describe, expect, test } from 'vitest';
import { routeOf } from './routing.ts';

const scope = 'https://host.example/team/tone/';
const shell = new Set(['index.html', 'assets/index-1.js'].map((path) => scope + path));
const route = (url: string, mode = 'cors', method = 'GET') =>
  routeOf({ url, mode, method }, scope, (one) => shell.has(one));

describe('the service worker', () => {
  test('refuses every other origin, whatever the way of asking', () => {
    for (const url of [
      'https://other.example/team/tone/',
      'http://host.example/team/tone/',
      'https://host.example:8443/team/tone/index.html',
      'data:text/plain,x',
    ]) {
      expect(route(url)).toEqual({ kind: 'refuse' });
      expect(route(url, 'navigate', 'POST')).toEqual({ kind: 'refuse' });
    }
  });

  test('answers the root and the files of the shell from the cache, whatever the query or fragment', () => {
    const index = { kind: 'precached', url: `${scope}index.html` };
    expect(route(scope, 'navigate')).toEqual(index);
    expect(route(`${scope}?source=bookmark#/models`, 'navigate')).toEqual(index);
    expect(route(`${scope}assets/index-1.js?v=2`)).toEqual({
      kind: 'precached',
      url: `${scope}assets/index-1.js`,
    });
  });

  test('sends a navigation to no file back to the root, because addresses in the page are relative', () => {
    expect(route(`${scope}models/`, 'navigate')).toEqual({ kind: 'redirect', url: scope });
  });

  test('passes pack chunks, unknown files and other methods to the network', () => {
    expect(route(`${scope}packs/chunks/ab.bin`)).toEqual({ kind: 'network' });
    expect(route(scope, 'cors', 'HEAD')).toEqual({ kind: 'network' });
    expect(route('https://host.example/elsewhere', 'navigate')).toEqual({ kind: 'network' });
  });
});
