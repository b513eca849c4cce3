// Checks the types of each runtime with its own library: a DOM call in a worker does not compile.
import { runNode } from './lib/command.mjs';

let failed = false;
for (const runtime of ['page', 'worker', 'node', 'test']) {
  const code = await runNode(['node_modules/typescript/bin/tsc', '-p', `tsconfig.${runtime}.json`]);
  console.log(`types of ${runtime}: ${code === 0 ? 'ok' : 'errors'}`);
  failed ||= code !== 0;
}
process.exit(failed ? 1 : 0);
