import { setTimeout as pause } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { collect } from '../testing/fakes.ts';
import { groupsOf } from './groups.ts';
import { mapOrdered } from './ordered.ts';

describe('mapOrdered', () => {
  it('keeps the order, works on several items at once and never on more than it may', async () => {
    let busy = 0;
    let most = 0;
    async function* source() {
      for (let i = 0; i < 40; i++) yield i;
    }
    const out: number[] = [];
    for await (const value of mapOrdered(source(), 4, async (i) => {
      most = Math.max(most, ++busy);
      await pause((i * 7) % 5);
      busy--;
      return i * i;
    })) {
      out.push(value);
    }
    expect(out).toEqual(Array.from({ length: 40 }, (_, i) => i * i));
    expect(most).toBe(4);
  });

  it('holds the source back while its reader is slow', async () => {
    let read = 0;
    let furthest = 0;
    async function* source() {
      for (; read < 2000; read++) yield read;
    }
    let taken = 0;
    for await (const _ of mapOrdered(source(), 8, (i) => Promise.resolve(i))) {
      if (taken % 100 === 0) await pause(1);
      furthest = Math.max(furthest, read - taken++);
    }
    expect(taken).toBe(2000);
    expect(furthest).toBeLessThanOrEqual(9);
  });

  it('gives the results before a failure, then the failure, and lets the source go', async () => {
    let ended = false;
    async function* source() {
      try {
        for (let i = 0; ; i++) yield i;
      } finally {
        ended = true;
      }
    }
    const out: number[] = [];
    const work = (i: number) => (i === 3 ? Promise.reject(new Error('three')) : Promise.resolve(i));
    const all = async () => {
      for await (const value of mapOrdered(source(), 4, work)) out.push(value);
    };
    await expect(all()).rejects.toThrow('three');
    expect(out).toEqual([0, 1, 2]);
    await pause(0);
    expect(ended).toBe(true);
  });

  it('stops at a signal although the source hangs', async () => {
    const controller = new AbortController();
    const hanging: AsyncIterable<number> = {
      [Symbol.asyncIterator]: () => ({ next: () => new Promise(() => undefined) }),
    };
    const all = collect(mapOrdered(hanging, 2, Promise.resolve.bind(Promise), controller.signal));
    setTimeout(() => controller.abort(new Error('enough')), 5);
    await expect(all).rejects.toThrow('enough');
  });
});

describe('groupsOf', () => {
  it('fills groups, and gives a smaller one where the source pauses or ends', async () => {
    async function* source() {
      yield* [1, 2, 3, 4, 5];
      await pause(250);
      yield 6;
    }
    expect(await collect(groupsOf(source(), 3))).toEqual([[1, 2, 3], [4, 5], [6]]);
  });

  it('passes a failure on after the items before it', async () => {
    async function* source() {
      yield* [1, 2];
      throw new Error('lost');
    }
    const out: number[][] = [];
    const all = async () => {
      for await (const group of groupsOf(source(), 2)) {
        out.push(group);
        await pause(5);
      }
    };
    await expect(all()).rejects.toThrow('lost');
    expect(out).toEqual([[1, 2]]);
  });
});
