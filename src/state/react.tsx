import { createContext, type ReactNode, useContext, useSyncExternalStore } from 'react';
import { useStore } from 'zustand';
import type { AppState } from './app.ts';
import type { BackendsView } from './backends.ts';
import type { DeskState } from './desk/state.ts';
import type { EngineView } from './engine.ts';
import type { PacksState } from './packs.ts';
import type { BoardSummary, ScoreBoard } from './score-board.ts';
import type { Toast } from './toasts.ts';
import type { Undertone } from './undertone.ts';

const context = createContext<Undertone | undefined>(undefined);

export function UndertoneProvider({ value, children }: { value: Undertone; children: ReactNode }) {
  return <context.Provider value={value}>{children}</context.Provider>;
}

/** The stores and what can be done to them. */
export function useUndertone(): Undertone {
  const value = useContext(context);
  if (value === undefined) throw new Error('UndertoneProvider is missing.');
  return value;
}

export function useApp<T>(select: (state: AppState) => T): T {
  return useStore(useUndertone().app.store, select);
}

export function useDesk<T>(select: (state: DeskState) => T): T {
  return useStore(useUndertone().desk.store, select);
}

export function useEngine<T>(select: (state: EngineView) => T): T {
  return useStore(useUndertone().engine.store, select);
}

export function usePacks<T>(select: (state: PacksState) => T): T {
  return useStore(useUndertone().packs.store, select);
}

export function useBackends<T>(select: (state: BackendsView) => T): T {
  return useStore(useUndertone().backends.store, select);
}

export function useToasts(): readonly Toast[] {
  return useStore(useUndertone().toaster.store, (state) => state.toasts);
}

/** Sentences in view, changing with every scroll: only for what follows the scroll. */
export function useView(): { readonly first: number; readonly last: number } {
  return useStore(useUndertone().desk.view);
}

/** Counts of a board, at most ten times a second. */
export function useBoard(board: ScoreBoard): BoardSummary {
  return useSyncExternalStore(board.subscribe, () => board.summary);
}
