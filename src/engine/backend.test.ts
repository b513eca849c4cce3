import { describe, expect, it } from 'vitest';
import type { AdapterFacts, BackendReason, TrialReport } from '../storage/verdicts.ts';
import {
  adapterFacts,
  adapterName,
  type BackendWish,
  chooseBackend,
  judgeTrial,
  refusal,
} from './backend.ts';

const info = (more: Partial<GPUAdapterInfo> = {}) =>
  ({
    vendor: 'acme',
    architecture: 'gen-9',
    device: '',
    description: '',
    isFallbackAdapter: false,
    ...more,
  }) as GPUAdapterInfo;

const REAL: AdapterFacts = adapterFacts({ info: info() });
const GOOD: TrialReport = {
  assignment: { heavy: 37, onWebgpu: 37, elsewhere: ['Shape ×2'] },
  goldenError: 1e-4,
  timings: { wasm: { one: 20, many: 400 }, webgpu: { one: 8, many: 40 } },
  failure: null,
};
const timed = (one: number, many: number): TrialReport => ({
  ...GOOD,
  timings: { wasm: { one: 20, many: 400 }, webgpu: { one, many } },
});

describe('an adapter', () => {
  it.each([
    ['by the flag of its info', { info: info({ isFallbackAdapter: true }) }],
    ['by the flag of older browsers', { info: info(), isFallbackAdapter: true }],
    ['by the name SwiftShader', { info: info({ vendor: 'google', architecture: 'swiftshader' }) }],
    ['by the name llvmpipe', { info: info({ description: 'llvmpipe (LLVM 19)' }) }],
    ['by the name of Windows’ renderer', { info: info({ description: 'Microsoft Basic Render Driver' }) }],
  ])('is known as software %s', (_how, adapter) => {
    expect(adapterFacts(adapter).software).toBe(true);
  });

  it('of a real make is not, and is named once', () => {
    expect(REAL.software).toBe(false);
    expect(adapterName({ ...REAL, description: 'acme' })).toBe('acme gen-9');
    expect(adapterName({ ...REAL, vendor: '', architecture: '' })).toBe('unnamed');
  });
});

describe('a trial', () => {
  it.each<[BackendReason, TrialReport]>([
    ['faster', GOOD],
    ['faster', timed(24, 40)],
    ['slower', timed(26, 40)],
    ['slower', timed(8, 400)],
    ['slower', { ...GOOD, timings: null }],
    ['not-assigned', { ...GOOD, assignment: null }],
    ['not-assigned', { ...GOOD, assignment: { heavy: 37, onWebgpu: 35, elsewhere: [] } }],
    ['failed', { ...GOOD, goldenError: null }],
    ['failed', { ...GOOD, failure: { name: 'RuntimeStartError', message: '' } }],
    ['wrong-answers', { ...GOOD, failure: { name: 'GoldenMismatchError', message: '' } }],
  ])('is judged %s', (reason, trial) => {
    expect(judgeTrial(REAL, trial, 1)).toMatchObject({
      kind: 'backend',
      adapter: REAL,
      reason,
      checkedAt: 1,
    });
  });
});

describe('the choice', () => {
  const SOFT: AdapterFacts = { ...REAL, software: true };
  const verdicts = {
    none: undefined,
    faster: judgeTrial(REAL, GOOD, 1),
    'faster in software': judgeTrial(SOFT, GOOD, 1),
    slower: judgeTrial(REAL, timed(30, 500), 1),
    wrong: judgeTrial(REAL, { ...GOOD, failure: { name: 'GoldenMismatchError', message: '' } }, 1),
    'on the CPU': judgeTrial(REAL, { ...GOOD, assignment: { heavy: 37, onWebgpu: 0, elsewhere: [] } }, 1),
    software: refusal('software-adapter', SOFT, 1),
    absent: refusal('no-adapter', null, 1),
  };
  it.each<[keyof typeof verdicts, BackendWish, 'wasm' | 'webgpu']>([
    ['none', 'measured', 'wasm'],
    ['none', 'webgpu', 'wasm'],
    ['faster', 'measured', 'webgpu'],
    ['faster', 'wasm', 'wasm'],
    ['faster in software', 'measured', 'wasm'],
    ['faster in software', 'webgpu', 'webgpu'],
    ['slower', 'measured', 'wasm'],
    ['slower', 'webgpu', 'webgpu'],
    ['wrong', 'measured', 'wasm'],
    ['wrong', 'webgpu', 'wasm'],
    ['on the CPU', 'webgpu', 'wasm'],
    ['software', 'webgpu', 'wasm'],
    ['absent', 'webgpu', 'wasm'],
  ])('with the verdict "%s" and the wish "%s" is %s', (verdict, wish, backend) => {
    expect(chooseBackend(verdicts[verdict], wish)).toBe(backend);
  });
});
