import { Dialog } from '../ui/Dialog.tsx';
import { strings } from '../ui/strings.ts';

const words = strings.status;

/** What each word of the status line means, in full sentences. */
export function StatusHelp({ onClose }: { onClose: () => void }) {
  const terms = [
    [words.offlineReady, words.meanings.offlineReady],
    [words.offlinePage, words.meanings.offlinePage],
    [words.offlinePending, words.meanings.offlinePending],
    [words.isolated, words.meanings.isolated],
    [words.notIsolated, words.meanings.notIsolated],
    [words.engine.none, words.meanings.none],
    [words.engine.asleep, words.meanings.asleep],
    [words.engine.ready, words.meanings.ready],
    [words.runsOn, words.meanings.runsOn],
    [words.volatile, strings.banner.notPersistent],
  ] as const;
  return (
    <Dialog title={words.helpTitle} onClose={onClose}>
      <dl className="terms" data-testid="status-help">
        {terms.map(([term, meaning]) => (
          <div key={term}>
            <dt>{term}</dt>
            <dd>{meaning}</dd>
          </div>
        ))}
      </dl>
    </Dialog>
  );
}
