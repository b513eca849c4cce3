// Running other programs, the same on every system.
import { spawn } from 'node:child_process';
import { root } from './stamp.mjs';

/** Runs a program in the repository and resolves to its exit code (1 if a signal ended it). */
export function run(program, args, { env = {}, quiet = false } = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, {
      cwd: root,
      stdio: ['ignore', quiet ? 'ignore' : 'inherit', quiet ? 'ignore' : 'inherit'],
      env: { ...process.env, ...env },
      // npm and npx are scripts on Windows.
      shell: process.platform === 'win32' && !program.includes('\\'),
    });
    child.once('error', reject);
    child.once('close', (code) => resolve(code ?? 1));
  });
}

/** Runs the JavaScript of an installed package, without npm in between. */
export const runNode = (args, options) => run(process.execPath, args, options);
