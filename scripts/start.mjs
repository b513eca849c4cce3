// npm start: installs and builds what is missing, serves the app and opens it.
//   npm start -- [--no-open] [--port N] [--host H] [--base /path/]
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { runNode } from './lib/command.mjs';
import { ensureInstalled } from './lib/install.mjs';
import { isBuilt, root } from './lib/stamp.mjs';
import { readFlags, serve, stopOnSignals } from './serve.mjs';

/** Opens the address in the user's browser; false where there is no way to. */
function open(url) {
  const [program, ...args] =
    process.platform === 'darwin'
      ? ['open', url]
      : process.platform === 'win32'
        ? ['cmd', '/c', 'start', '', url]
        : ['xdg-open', url];
  return new Promise((resolve) => {
    const child = spawn(program, args, { stdio: 'ignore', detached: true });
    child.once('error', () => resolve(false));
    child.once('close', (code) => resolve(code === 0));
    child.unref();
    // A browser that stays in the foreground has opened.
    setTimeout(() => resolve(true), 3000).unref();
  });
}

async function main() {
  const flags = readFlags(process.argv.slice(2), { values: ['port', 'host', 'base'], switches: ['no-open'] });
  await ensureInstalled();
  if (!(await isBuilt())) {
    console.log('Building the app …');
    if ((await runNode(['scripts/build.mjs'])) !== 0)
      throw new Error('The build failed; its messages are above.');
  }
  const { server, url } = await serve({
    root: join(root, 'dist'),
    ...(flags.base === undefined ? {} : { base: flags.base }),
    ...(flags.host === undefined ? {} : { host: flags.host }),
    ...(flags.port === undefined ? { next: true } : { port: flags.port }),
  });
  stopOnSignals(server);
  console.log(
    `\nUndertone is at ${url}\nCtrl+C ends it. What was loaded goes on working without this server.`,
  );
  if (!flags['no-open'] && !(await open(url)))
    console.log('No browser could be opened: open the address yourself.');
}

main().catch((error) => {
  console.error(
    error.code === 'EADDRINUSE' ? `Port ${error.port} is taken: choose another with --port.` : error.message,
  );
  process.exit(1);
});
