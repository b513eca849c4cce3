import { copyFile, mkdir, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'vite';
import { headersPlugin } from '../../scripts/vite/headers-plugin.ts';
import { readGlue } from '../../scripts/vite/runtimes.ts';

const PAGE = fileURLToPath(new URL('../page', import.meta.url));

/**
 * Builds the bench's page into a folder that has the models already: production code, the app's own headers, and both
 * builds of ONNX Runtime (ours, and the one that transformers.js uses) from `ort/`.
 */
export async function buildSite(folder: string): Promise<void> {
  await rm(join(folder, 'assets'), { recursive: true, force: true });
  await build({
    configFile: false,
    root: PAGE,
    base: './',
    logLevel: 'error',
    resolve: {
      conditions: ['onnxruntime-web-use-extern-wasm', 'module', 'browser', 'development|production'],
    },
    worker: { format: 'es' },
    build: {
      // The plugin that writes the headers wants it relative.
      outDir: relative(PAGE, folder),
      emptyOutDir: false,
      target: 'es2023',
      assetsInlineLimit: 0,
      modulePreload: { polyfill: false },
      chunkSizeWarningLimit: 4_096,
    },
    plugins: [headersPlugin()],
  });
  const ort = join(folder, 'ort');
  await mkdir(ort, { recursive: true });
  const dist = dirname(createRequire(import.meta.url).resolve('onnxruntime-web/ort-wasm-simd-threaded.wasm'));
  for (const [name, glue] of await readGlue()) {
    await writeFile(join(ort, name), glue);
    const wasm = name.replace(/\.mjs$/, '.wasm');
    await copyFile(join(dist, wasm), join(ort, wasm));
  }
}
