import { useState } from 'react';
import { Link } from 'wouter';
import { useApp, useEngine } from '../state/react.tsx';
import { Button } from '../ui/Button.tsx';
import { Icon } from '../ui/Icon.tsx';
import { strings } from '../ui/strings.ts';
import { StatusHelp } from './StatusHelp.tsx';

const words = strings.status;

/** One line that says how things are: offline, threads, the model; and the way to what the words mean. */
export function StatusChip({ volatile }: { volatile: boolean }) {
  const offline = useApp((state) => state.offline);
  const status = useEngine((state) => state.status);
  const session = useEngine((state) => state.session);
  const stage = useEngine((state) => state.stage);
  const [help, setHelp] = useState(false);
  const backend = session === undefined ? undefined : words.backend(session.backend, session.threads);
  const engine = stage === undefined ? words.engine[status] : words.stages[stage];
  const ready = status === 'none' ? 'offlinePage' : 'offlineReady';
  const offlineKey = offline.controlled ? ready : 'offlinePending';
  const threadsKey = offline.crossOriginIsolated ? 'isolated' : 'notIsolated';
  return (
    <div className="status-line">
      <ul className="status" aria-label={words.label} data-testid="status">
        {volatile && (
          <li className="status-warning" data-testid="storage-chip">
            <Link href="/models" title={strings.banner.notPersistent}>
              {words.volatile}
            </Link>
          </li>
        )}
        <li data-good={offline.controlled} title={words.meanings[offlineKey]}>
          {words[offlineKey]}
        </li>
        <li
          className="status-isolated"
          data-good={offline.crossOriginIsolated}
          title={words.meanings[threadsKey]}
        >
          {words[threadsKey]}
        </li>
        <li
          data-testid="status-backend"
          data-state={status}
          data-backend={session?.backend}
          data-threads={session?.threads}
          data-good={status === 'ready' || status === 'busy'}
          title={words.meanings[status]}
        >
          {backend === undefined ? engine : `${engine} · ${backend}`}
        </li>
      </ul>
      <Button
        look="icon"
        data-testid="status-help-button"
        aria-label={words.help}
        title={words.help}
        onClick={() => setHelp(true)}
      >
        <Icon name="help" />
      </Button>
      {help && <StatusHelp onClose={() => setHelp(false)} />}
    </div>
  );
}
