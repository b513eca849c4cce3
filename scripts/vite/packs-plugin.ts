import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Plugin } from 'vite';
import { type BuiltCatalogue, buildCatalogue } from './catalogue.ts';
import { collectNotices } from './notices.ts';
import { readGlue } from './runtimes.ts';

/**
 * Serves (in development) or writes (in a build) what is not part of the JavaScript: the catalogue whose hash is
 * fixed in the app, its chunks, ONNX Runtime's glue and the third-party notices.
 *
 * @param packs Folder of the published packs.
 */
export function packsPlugin(root: string, version: string, packs: string): Plugin {
  let built: BuiltCatalogue;
  let outDir = join(root, 'dist');
  return {
    name: 'undertone:packs',
    async config() {
      built = await buildCatalogue(packs);
      return {
        define: {
          __APP_VERSION__: JSON.stringify(version),
          __CATALOGUE_PATH__: JSON.stringify(built.path),
          __CATALOGUE_SHA256__: JSON.stringify(built.sha256),
        },
      };
    },
    configResolved(config) {
      outDir = join(config.root, config.build.outDir);
    },
    configureServer(server) {
      server.middlewares.use((request, response, next) => {
        const path = new URL(request.url ?? '/', 'http://localhost').pathname.slice(1);
        developmentFile(path, root, built).then((file) => {
          if (file === undefined) return next();
          response.setHeader('Content-Type', file.type);
          response.end(file.bytes);
        }, next);
      });
    },
    async writeBundle() {
      for (const folder of ['packs/chunks', 'ort']) await mkdir(join(outDir, folder), { recursive: true });
      await writeFile(join(outDir, built.path), built.bytes);
      for (const hash of built.hashes) {
        await writeFile(join(outDir, 'packs', 'chunks', `${hash}.bin`), await built.readChunk(hash));
      }
      for (const [name, bytes] of await readGlue()) await writeFile(join(outDir, 'ort', name), bytes);
      const notices = await collectNotices(root, built.catalogue);
      await writeFile(join(outDir, 'notices.json'), JSON.stringify(notices));
    },
  };
}

async function developmentFile(
  path: string,
  root: string,
  built: BuiltCatalogue,
): Promise<{ type: string; bytes: Uint8Array | string } | undefined> {
  if (path === built.path) return { type: 'application/json', bytes: built.bytes };
  if (path === 'notices.json') {
    const notices = await collectNotices(root, built.catalogue);
    return { type: 'application/json', bytes: JSON.stringify(notices) };
  }
  const hash = /^packs\/chunks\/([0-9a-f]{64})\.bin$/.exec(path)?.[1];
  if (hash !== undefined && built.hashes.has(hash)) {
    return { type: 'application/octet-stream', bytes: await built.readChunk(hash) };
  }
  const glue = /^ort\/([\w.-]+\.mjs)$/.exec(path)?.[1];
  const bytes = glue === undefined ? undefined : (await readGlue()).get(glue);
  return bytes === undefined ? undefined : { type: 'text/javascript', bytes };
}
