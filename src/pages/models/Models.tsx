import { useEffect } from 'react';
import { useApp, usePacks, useUndertone } from '../../state/react.tsx';
import { Button } from '../../ui/Button.tsx';
import { FileButton } from '../../ui/FileButton.tsx';
import { formatBytes } from '../../ui/format.ts';
import { ErrorNotice } from '../../ui/Notice.tsx';
import { strings } from '../../ui/strings.ts';
import { ModelCard } from './ModelCard.tsx';
import './models.css';

const words = strings.models;

/** The catalogue: what each model is, what it was made from, how well it does, and what is stored. */
export default function Models() {
  const { packs, app, toaster } = useUndertone();
  const status = usePacks((state) => state.status);
  const failure = usePacks((state) => state.failure);
  const cards = usePacks((state) => state.cards);
  const busy = usePacks((state) => state.transferring);
  const transferFailure = usePacks((state) => state.transferFailure);
  useEffect(() => void app.refreshStorage(), [app]);

  const importFile = async (file: File) => {
    const imported = await packs.importFile(file);
    if (imported !== undefined) {
      const { entry, redescribed } = imported;
      toaster.show(redescribed ? words.redescribed(entry.title) : words.imported(entry.title));
    }
    await app.refreshStorage();
  };
  return (
    <div className="page">
      <h1>{words.title}</h1>
      <p className="soft">{words.lead}</p>
      {cards.some((card) => card.entry.id === 'tone') && <p data-testid="which-model">{words.which}</p>}
      {status === 'loading' && <p className="soft">{words.loading}</p>}
      {status === 'failed' && failure !== undefined && (
        <ErrorNotice
          error={failure}
          actions={<Button onClick={() => void packs.load()}>{strings.app.retry}</Button>}
        />
      )}
      {transferFailure !== undefined && <ErrorNotice error={transferFailure} />}
      {cards.map((card) => (
        <ModelCard key={card.key} card={card} />
      ))}
      <section className="panel import" aria-label={words.importFile}>
        <FileButton
          name={busy ? words.working : words.importFile}
          accept=".zip,application/zip"
          testId="import-model"
          onFile={(file) => void importFile(file)}
        />
        <p className="small soft">{words.importNote}</p>
      </section>
      <Storage />
    </div>
  );
}

function Storage() {
  const { app } = useUndertone();
  const used = useApp((state) => state.used);
  const quota = useApp((state) => state.quota);
  const persisted = useApp((state) => state.persisted);
  const refused = useApp((state) => state.persistRefused);
  return (
    <section className="panel storage" aria-label={words.storage} data-testid="storage">
      <h2>{words.storage}</h2>
      <dl className="facts">
        <dt>{words.used}</dt>
        <dd>
          {used === undefined ? words.unknown : <span className="figure">{formatBytes(used)}</span>}
          {used !== undefined && <p className="soft">{words.usedNote}</p>}
        </dd>
        <dt>{words.quota}</dt>
        <dd className="figure">{quota === undefined ? words.unknown : formatBytes(quota)}</dd>
        <dt>{words.persistence}</dt>
        <dd data-testid="persisted" data-value={persisted}>
          {persisted === undefined ? words.unknown : persisted ? words.persisted : words.notPersisted}
          {refused && <> {strings.banner.persistRefused}</>}
        </dd>
      </dl>
      {persisted === false && (
        <div>
          <Button onClick={() => void app.persist()}>{words.persistAsk}</Button>
        </div>
      )}
    </section>
  );
}
