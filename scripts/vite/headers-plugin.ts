import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Plugin } from 'vite';
import { DEVELOPMENT_HEADERS, META_CSP, SECURITY_HEADERS } from '../../src/offline/policy.ts';

/** Paths whose name changes with their content. */
const IMMUTABLE = ['/assets/*', '/packs/*'];

/** The `_headers` file that many static hosts read. */
export function headersFile(): string {
  const block = (path: string, headers: Readonly<Record<string, string>>) =>
    [path, ...Object.entries(headers).map(([name, value]) => `  ${name}: ${value}`)].join('\n');
  const immutable = { 'Cache-Control': 'public, max-age=31536000, immutable' };
  return `${[block('/*', SECURITY_HEADERS), ...IMMUTABLE.map((path) => block(path, immutable))].join('\n\n')}\n`;
}

/** Sends the security headers in development and preview; puts them into the build for its hosts. */
export function headersPlugin(): Plugin {
  let outDir = 'dist';
  let building = false;
  return {
    name: 'undertone:headers',
    config: () => ({ server: { headers: DEVELOPMENT_HEADERS }, preview: { headers: SECURITY_HEADERS } }),
    configResolved(config) {
      outDir = join(config.root, config.build.outDir);
      building = config.command === 'build';
    },
    transformIndexHtml: () =>
      building
        ? [
            {
              tag: 'meta',
              attrs: { 'http-equiv': 'Content-Security-Policy', content: META_CSP },
              injectTo: 'head-prepend' as const,
            },
          ]
        : [],
    async writeBundle() {
      await writeFile(join(outDir, '_headers'), headersFile());
      await writeFile(join(outDir, 'headers.json'), `${JSON.stringify(SECURITY_HEADERS, null, 2)}\n`);
    },
  };
}
