import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { packHash, sha256Hex } from './hash.ts';

describe('sha256Hex', () => {
  it('gives the value of FIPS 180-4 for "abc", and for a view into shared memory', async () => {
    const expected = 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad';
    expect(await sha256Hex(new TextEncoder().encode('abc'))).toBe(expected);
    const shared = new Uint8Array(new SharedArrayBuffer(5), 1, 3);
    shared.set([97, 98, 99]);
    expect(await sha256Hex(shared)).toBe(expected);
  });
});

describe('packHash', () => {
  it('is that of the sorted pairs as JSON, whatever the order given', async () => {
    const expected = createHash('sha256').update('[["B","1"],["a","2"],["a/b","3"]]').digest('hex');
    const files = [
      { path: 'a/b', sha256: '3' },
      { path: 'a', sha256: '2' },
      { path: 'B', sha256: '1' },
    ];
    expect(await packHash(files)).toBe(expected);
    expect(await packHash(files.toReversed())).toBe(expected);
  });
});
