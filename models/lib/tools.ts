import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { ToolError } from './errors.ts';
import { cacheFolder } from './paths.ts';

/** What the reference answers are computed with; pinned, because goldens are compared digit by digit. */
const PYTHON_PACKAGES = ['onnxruntime==1.32.0', 'tokenizers==0.23.3', 'numpy==2.4.6'];

/**
 * Runs a program to its end and returns its standard output.
 *
 * @throws ToolError with the end of its standard error if it cannot start or fails.
 */
export function runTool(command: string, args: readonly string[]): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    let complaint = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      output += text;
    });
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      complaint = (complaint + text).slice(-4000);
    });
    child.on('error', (cause) => reject(new ToolError(`${command} could not be started.`, { cause })));
    child.on('close', (code) => {
      if (code === 0) resolve(output);
      else reject(new ToolError(`${command} ${args.join(' ')} ended with ${code}:\n${complaint}`));
    });
  });
}

/** Path of a Python that has the reference runtime; the environment is made under the cache on first use. */
export async function referencePython(): Promise<string> {
  const folder = await cacheFolder('python');
  const python = join(folder, 'bin', 'python');
  if (!existsSync(python)) await runTool('python3', ['-m', 'venv', folder]);
  const check = ['-c', 'import onnxruntime, tokenizers, numpy'];
  await runTool(python, check).catch(() =>
    runTool(python, ['-m', 'pip', 'install', '--quiet', ...PYTHON_PACKAGES]),
  );
  return python;
}
