import { join } from 'node:path';
import { build, type Plugin } from 'vite';
import { listShell } from './precache.ts';

/** After everything else is written, builds the service worker with the list of what there is. */
export function serviceWorkerPlugin(root: string): Plugin {
  let outDir = join(root, 'dist');
  let failed = false;
  return {
    name: 'undertone:service-worker',
    apply: 'build',
    configResolved(config) {
      outDir = join(config.root, config.build.outDir);
    },
    buildEnd(error) {
      failed = error !== undefined;
    },
    closeBundle: {
      sequential: true,
      order: 'post',
      async handler() {
        if (failed) return;
        const shell = await listShell(outDir);
        await build({
          configFile: false,
          root,
          logLevel: 'warn',
          publicDir: false,
          define: {
            __PRECACHE_MANIFEST__: JSON.stringify(shell),
            'process.env.NODE_ENV': JSON.stringify('production'),
          },
          build: {
            outDir,
            emptyOutDir: false,
            modulePreload: false,
            rollupOptions: {
              input: join(root, 'src/offline/service-worker.ts'),
              output: { format: 'iife', entryFileNames: 'service-worker.js' },
            },
          },
        });
      },
    },
  };
}
