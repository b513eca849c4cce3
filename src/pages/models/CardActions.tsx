import { useRef, useState } from 'react';
import type { PackCard } from '../../state/packs.ts';
import { usePacks, useUndertone } from '../../state/react.tsx';
import { saveBlob } from '../../state/save-file.ts';
import { Button } from '../../ui/Button.tsx';
import { ErrorNotice } from '../../ui/Notice.tsx';
import { strings } from '../../ui/strings.ts';
import { ConfirmDelete } from './ConfirmDelete.tsx';
import { Convention } from './Convention.tsx';
import { Download } from './DownloadPanel.tsx';

const words = strings.models;

/** What can be done with a model: get it, read with it, check it, save it, delete it. */
export function CardActions({ card }: { card: PackCard }) {
  const { packs, app, engine, toaster } = useUndertone();
  const check = usePacks((state) => state.checks[card.entry.hash]);
  const chosen = usePacks((state) => state.chosen?.card.key === card.key);
  const busy = usePacks((state) => state.transferring);
  const [asking, setAsking] = useState(false);
  const box = useRef<HTMLDivElement>(null);
  const installed = card.download.status === 'installed';

  const remove = async () => {
    engine.sleep();
    await packs.remove(card);
    // The button that was pressed is gone: the focus stays with the card.
    box.current?.focus();
    toaster.show(words.removed);
    await app.refreshStorage();
  };
  const save = async () => {
    const exported = await packs.exportFile(card);
    if (exported !== undefined) saveBlob(exported.blob, exported.name);
  };
  return (
    <div ref={box} className="card-actions" tabIndex={-1}>
      {installed ? (
        <div className="row">
          <span className="badge" data-testid="installed" data-chosen={chosen}>
            {chosen ? words.inUse : strings.download.states.installed}
          </span>
          {!chosen && (
            <Button data-testid="use-model" onClick={() => packs.choose(card, card.entry.heads[0]?.id ?? '')}>
              {words.use}
            </Button>
          )}
          <Button
            data-testid="verify-model"
            disabled={check?.status === 'running'}
            onClick={() => void packs.verify(card)}
          >
            {check?.status === 'running' ? words.verifying : words.verify}
          </Button>
          <Button data-testid="export-model" disabled={busy} onClick={() => void save()}>
            {words.exportFile}
          </Button>
          <Button data-testid="delete-model" disabled={busy} onClick={() => setAsking(true)}>
            {words.remove}…
          </Button>
        </div>
      ) : (
        <Download card={card} />
      )}
      {chosen && <Convention card={card} />}
      {check?.status === 'good' && (
        <p className="small" role="status" data-testid="verify-result">
          {words.verified}
        </p>
      )}
      {check?.status === 'bad' && <ErrorNotice testId="verify-result" error={check.failure} />}
      {asking && (
        <ConfirmDelete card={card} onDelete={() => void remove()} onClose={() => setAsking(false)} />
      )}
    </div>
  );
}
