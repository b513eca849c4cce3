import { createStore, type StoreApi } from 'zustand/vanilla';

export interface Toast {
  readonly id: number;
  readonly text: string;
  readonly undo: (() => void) | undefined;
}

export interface ToastState {
  readonly toasts: readonly Toast[];
}

/** Messages of the same kind that follow each other become one, and so do their undos. */
export interface ToastKind {
  readonly name: string;
  many(count: number): string;
}

const SHOWN_MS = 8_000;
/** Longer, because what it undoes is lost with it. */
const UNDO_MS = 20_000;
const AT_MOST = 3;

/** Short messages that leave by themselves, with an undo where there is one. */
export interface Toaster {
  readonly store: StoreApi<ToastState>;
  show(text: string, undo?: () => void, kind?: ToastKind): void;
  dismiss(id: number): void;
  undo(id: number): void;
}

export function createToaster(): Toaster {
  const store = createStore<ToastState>(() => ({ toasts: [] }));
  /** What was gathered, by the kind's name. */
  const gathered = new Map<string, { id: number; undos: (() => void)[] }>();
  const timers = new Map<number, ReturnType<typeof setTimeout>>();
  let next = 1;
  const dismiss = (id: number) => {
    clearTimeout(timers.get(id));
    timers.delete(id);
    for (const [name, one] of gathered) if (one.id === id) gathered.delete(name);
    store.setState(({ toasts }) => ({ toasts: toasts.filter((toast) => toast.id !== id) }));
  };
  const put = (toast: Toast) => {
    clearTimeout(timers.get(toast.id));
    timers.set(
      toast.id,
      setTimeout(() => dismiss(toast.id), toast.undo === undefined ? SHOWN_MS : UNDO_MS),
    );
    store.setState(({ toasts }) => ({ toasts: [...toasts.filter((one) => one.id !== toast.id), toast] }));
    // The oldest messages give way, but none with an undo that would be lost.
    const { toasts } = store.getState();
    const over = toasts.length - AT_MOST;
    for (const one of toasts.filter((other) => other.undo === undefined).slice(0, Math.max(0, over))) {
      if (one.id !== toast.id) dismiss(one.id);
    }
  };
  return {
    store,
    dismiss,
    show(text, undo, kind) {
      if (kind === undefined || undo === undefined) {
        put({ id: next++, text, undo });
        return;
      }
      const before = gathered.get(kind.name) ?? { id: next++, undos: [] };
      const undos = [...before.undos, undo];
      gathered.set(kind.name, { id: before.id, undos });
      put({
        id: before.id,
        text: undos.length === 1 ? text : kind.many(undos.length),
        undo: () => {
          for (const one of undos) one();
        },
      });
    },
    undo(id) {
      const toast = store.getState().toasts.find((one) => one.id === id);
      dismiss(id);
      toast?.undo?.();
    },
  };
}
