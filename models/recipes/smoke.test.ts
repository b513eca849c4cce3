import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readFile, rm, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { ROOT } from '../lib/paths.ts';

const SETTINGS = ['rows=1600', 'floor=0.36', 'checkpointMinutes=0'];
const folders = new Set<string>();

interface Ended {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly output: string;
}

/** Runs the recipe in a process of its own; `watch` may kill it. */
function train(
  settings: readonly string[],
  watch?: (output: string, kill: () => void) => void,
): Promise<Ended> {
  return new Promise((resolve, reject) => {
    const args = [
      '--import',
      'tsx',
      'models/train.ts',
      'smoke',
      ...settings.flatMap((pair) => ['--set', pair]),
    ];
    const child = spawn(process.execPath, args, { cwd: ROOT });
    let output = '';
    const collect = (text: string): void => {
      output += text;
      watch?.(output, () => child.kill('SIGKILL'));
    };
    child.stdout.setEncoding('utf8').on('data', collect);
    child.stderr.setEncoding('utf8').on('data', collect);
    child.on('error', reject);
    child.on('close', (code, signal) => resolve({ code, signal, output }));
  });
}

function checkpointOf(output: string): string {
  const path = /checkpoint: (.+)/.exec(output)?.[1] ?? '';
  folders.add(dirname(path));
  return path;
}

const hashOf = async (path: string): Promise<string> =>
  createHash('sha256')
    .update(await readFile(path))
    .digest('hex');

afterAll(async () => {
  for (const folder of folders) if (existsSync(folder)) await rm(folder, { recursive: true });
});

describe('npm run train -- smoke', () => {
  it('learns, writes its log, and ends at the same weights after a kill and a resumption', async () => {
    const whole = await train([...SETTINGS, `name=whole-${process.pid}`]);
    expect(whole.output).toMatch(/int8: accuracy 0\.\d+ of 600/);
    expect(whole.code).toBe(0);
    const expected = checkpointOf(whole.output);
    expect((await stat(`${dirname(expected)}/train.log`)).size).toBeGreaterThan(100);

    const broken = [...SETTINGS, `name=broken-${process.pid}`];
    const killed = await train(broken, (output, kill) => {
      if (/training .* [1-9]\d*\/50/.test(output)) setTimeout(kill, 400);
    });
    expect(killed.signal).toBe('SIGKILL');
    const resumed = await train([...broken, 'fresh=false']);
    expect(resumed.output).toMatch(/resuming at step [1-9]\d* of 50/);
    expect(resumed.code).toBe(0);
    expect(await hashOf(checkpointOf(resumed.output))).toBe(await hashOf(expected));
  }, 110_000);

  it('refuses settings and recipes that do not exist', async () => {
    const wrong = await train(['rwos=3']);
    expect(wrong.code).toBe(1);
    expect(wrong.output).toContain('There is no setting "rwos"');
  }, 20_000);
});
