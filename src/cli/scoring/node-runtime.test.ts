import { expect, it, vi } from 'vitest';
import { exitCodeOf } from '../exit-codes.ts';
import { nodeSessions } from './node-runtime.ts';

vi.mock('onnxruntime-node', () => {
  throw new Error("Cannot find package 'onnxruntime-node'");
});

it('says what to do where the runtime is not installed', async () => {
  const error: unknown = await nodeSessions().catch((caught: unknown) => caught);
  expect(error).toMatchObject({ name: 'RuntimeMissingError', message: expect.stringContaining('npm ci') });
  expect(exitCodeOf(error)).toBe(3);
});
