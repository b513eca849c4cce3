import { readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import * as v from 'valibot';
import type { Environment } from './environment.ts';
import { InterruptedError } from './errors.ts';
import { PUBLISHED } from './pack-folder.ts';
import { run } from './run.ts';
import { WorkerPool } from './scoring/worker-pool.ts';

/** npm runs scripts in the folder of the package and keeps the caller's folder here. */
function callersFolder(): string {
  const asScript = process.env['npm_lifecycle_event'] === 'undertone';
  return (asScript ? process.env['INIT_CWD'] : undefined) ?? process.cwd();
}

function version(): string {
  const text = readFileSync(new URL('../../package.json', import.meta.url), 'utf8');
  return v.parse(v.object({ version: v.string() }), JSON.parse(text)).version;
}

const controller = new AbortController();
for (const name of ['SIGINT', 'SIGTERM'] as const) {
  // The second time the default applies, so that a command that hangs can be ended.
  process.once(name, () => controller.abort(new InterruptedError(name)));
}

const environment: Environment = {
  stdin: process.stdin,
  stdout: process.stdout,
  stderr: process.stderr,
  signal: controller.signal,
  cwd: callersFolder(),
  packs: PUBLISHED,
  version: version(),
  cores: availableParallelism(),
  openScorer: (request, threads) => WorkerPool.open(request, threads),
};

// Standard input may still be open, and would keep the process: everything written has been handed over by now.
process.exit(await run(process.argv.slice(2), environment));
