import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createToaster } from './toasts.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const kind = { name: 'removed', many: (count: number) => `${count} gone` };

describe('toasts', () => {
  it('lose no undo, however many follow', () => {
    const toaster = createToaster();
    const undone: number[] = [];
    toaster.show('kept', () => undone.push(0));
    for (let i = 1; i <= 5; i++) toaster.show(`message ${i}`);
    const { toasts } = toaster.store.getState();
    expect(toasts.map((toast) => toast.text)).toEqual(['kept', 'message 4', 'message 5']);
    toaster.undo(toasts[0]?.id ?? 0);
    expect(undone).toEqual([0]);
  });

  it('gather what is of one kind, and undo all of it', () => {
    const toaster = createToaster();
    const undone: number[] = [];
    for (let i = 1; i <= 4; i++) toaster.show(`gone ${i}`, () => undone.push(i), kind);
    const { toasts } = toaster.store.getState();
    expect(toasts.map((toast) => toast.text)).toEqual(['4 gone']);
    toaster.undo(toasts[0]?.id ?? 0);
    expect(undone).toEqual([1, 2, 3, 4]);
    toaster.show('gone 5', () => undone.push(5), kind);
    expect(toaster.store.getState().toasts.map((toast) => toast.text)).toEqual(['gone 5']);
  });

  it('leave by themselves, later where something can be undone', () => {
    const toaster = createToaster();
    toaster.show('message');
    toaster.show('gone', () => undefined, kind);
    vi.advanceTimersByTime(9_000);
    toaster.show('gone too', () => undefined, kind);
    vi.advanceTimersByTime(15_000);
    expect(toaster.store.getState().toasts.map((toast) => toast.text)).toEqual(['2 gone']);
    vi.advanceTimersByTime(10_000);
    expect(toaster.store.getState().toasts).toEqual([]);
  });
});
