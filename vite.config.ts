import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';
import { headersPlugin } from './scripts/vite/headers-plugin.ts';
import { packsPlugin } from './scripts/vite/packs-plugin.ts';
import { serviceWorkerPlugin } from './scripts/vite/service-worker-plugin.ts';

const root = fileURLToPath(new URL('.', import.meta.url)).replace(/[\\/]$/, '');
const { version } = JSON.parse(readFileSync(new URL('package.json', import.meta.url), 'utf8')) as {
  version: string;
};

// End-to-end tests build the app with a small pack of their own.
const packs = process.env['UNDERTONE_PACKS'] ?? join(root, 'models', 'packs');

// ONNX Runtime without its own wasm: the app stores that as hashed chunks, and hands it over itself.
const conditions = ['onnxruntime-web-use-extern-wasm', 'module', 'browser', 'development|production'];

export default defineConfig({
  root,
  // Relative addresses: the same files serve under any base path of any host.
  base: './',
  resolve: { conditions },
  optimizeDeps: { exclude: ['onnxruntime-web'] },
  worker: { format: 'es' },
  build: {
    target: 'es2023',
    manifest: true,
    // Inlined data: addresses would not be allowed by the policy, and a script's preload helper is not needed.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    // How long the plugins took is nothing that whoever starts the page could act on.
    rolldownOptions: { checks: { pluginTimings: false } },
  },
  plugins: [react(), packsPlugin(root, version, packs), headersPlugin(), serviceWorkerPlugin(root)],
});
