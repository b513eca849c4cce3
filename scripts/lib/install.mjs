// Installs the dependencies when they are missing or the lockfile changed.
import { run } from './command.mjs';
import { isInstalled } from './stamp.mjs';

export async function ensureInstalled() {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  if (major < 20 || (major === 20 && minor < 19)) {
    throw new Error(`Undertone needs Node 20.19 or newer; this is ${process.version}.`);
  }
  if (await isInstalled()) return;
  console.log('Installing dependencies (once, a minute or so) …');
  const code = await run('npm', ['ci', '--no-audit', '--no-fund']);
  if (code !== 0) throw new Error('npm ci failed; its messages are above.');
}
