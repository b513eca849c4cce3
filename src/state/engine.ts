import { createStore, type StoreApi } from 'zustand/vanilla';
import type { OpenRequest, OpenStage, SessionInfo } from '../engine/api.ts';
import { type Failure, failureOf } from './failure.ts';
import type { EnginePort } from './ports.ts';

/** What the page shows of the engine. */
export interface EngineView {
  readonly status: 'none' | 'asleep' | 'starting' | 'ready' | 'busy' | 'failed';
  readonly stage: OpenStage | undefined;
  /** Facts about the session that serves, or that served last. */
  readonly session: SessionInfo | undefined;
  readonly failure: Failure | undefined;
}

/** The engine's status as data; scoring itself goes through the Desk. */
export interface Engine {
  readonly store: StoreApi<EngineView>;
  /** Opens the model that `request` names; a cancelled or failed attempt can be repeated. */
  open(request: OpenRequest, signal: AbortSignal): Promise<SessionInfo>;
  /** Gives the worker's memory back, for example because its model is deleted. */
  sleep(): void;
  /** Says whether there is a model at all. */
  setInstalled(installed: boolean): void;
}

export function createEngine(client: EnginePort): Engine {
  const store = createStore<EngineView>(() => ({
    status: 'none',
    stage: undefined,
    session: undefined,
    failure: undefined,
  }));
  client.subscribe((state) => {
    const { status } = state;
    store.setState({
      status,
      stage: status === 'starting' ? state.stage : undefined,
      failure: status === 'failed' ? failureOf(state.error) : undefined,
      ...(status === 'ready' || status === 'busy' ? { session: state.session } : {}),
      ...(status === 'starting' || status === 'failed' ? { session: undefined } : {}),
    });
  });
  return {
    store,
    open: (request, signal) => client.open(request, signal),
    sleep: () => client.sleep(),
    setInstalled(installed) {
      const { status } = store.getState();
      if (!installed) store.setState({ status: 'none', session: undefined, stage: undefined });
      else if (status === 'none') store.setState({ status: 'asleep' });
    },
  };
}
