import { createStore, type StoreApi } from 'zustand/vanilla';

export interface Toast {
  readonly id: number;
  readonly text: string;
  readonly undo: (() => void) | undefined;
}

export interface ToastState {
  readonly toasts: readonly Toast[];
}

const SHOWN_MS = 8_000;
const AT_MOST = 3;

/** Short messages that leave by themselves, with an undo where there is one. */
export interface Toaster {
  readonly store: StoreApi<ToastState>;
  show(text: string, undo?: () => void): void;
  dismiss(id: number): void;
  undo(id: number): void;
}

export function createToaster(): Toaster {
  const store = createStore<ToastState>(() => ({ toasts: [] }));
  let next = 1;
  const dismiss = (id: number) =>
    store.setState(({ toasts }) => ({ toasts: toasts.filter((toast) => toast.id !== id) }));
  return {
    store,
    dismiss,
    show(text, undo) {
      const id = next++;
      store.setState(({ toasts }) => ({ toasts: [...toasts, { id, text, undo }].slice(-AT_MOST) }));
      setTimeout(() => dismiss(id), SHOWN_MS);
    },
    undo(id) {
      const toast = store.getState().toasts.find((one) => one.id === id);
      dismiss(id);
      toast?.undo?.();
    },
  };
}
