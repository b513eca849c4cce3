import { useApp, useEngine } from '../state/react.tsx';
import { strings } from '../ui/strings.ts';

/** One line that says where things stand: offline, isolation, and what the model runs on. */
export function StatusChip() {
  const offline = useApp((state) => state.offline);
  const status = useEngine((state) => state.status);
  const session = useEngine((state) => state.session);
  const stage = useEngine((state) => state.stage);
  const words = strings.status;
  const backend = session === undefined ? undefined : words.backend(session.backend, session.threads);
  const engine = stage === undefined ? words.engine[status] : words.stages[stage];
  return (
    <ul className="status" aria-label={words.label} data-testid="status">
      <li data-good={offline.controlled}>{offline.controlled ? words.offlineReady : words.offlinePending}</li>
      <li className="status-isolated" data-good={offline.crossOriginIsolated}>
        {offline.crossOriginIsolated ? words.isolated : words.notIsolated}
      </li>
      <li
        data-testid="status-backend"
        data-state={status}
        data-backend={session?.backend}
        data-threads={session?.threads}
        data-good={status === 'ready' || status === 'busy'}
      >
        {backend === undefined ? engine : `${engine} · ${backend}`}
      </li>
    </ul>
  );
}
