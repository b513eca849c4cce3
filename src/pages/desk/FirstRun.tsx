import { useDesk, usePacks, useUndertone } from '../../state/react.tsx';
import { strings } from '../../ui/strings.ts';
import { DownloadPanel } from '../models/DownloadPanel.tsx';

/** Before there is a text: what happens here, the model, and something to try it on. */
export function FirstRun() {
  const { samples, desk } = useUndertone();
  const installed = usePacks((state) => state.chosen !== undefined);
  const visited = useDesk((state) => state.documents.length > 0);
  const busy = useDesk((state) => state.job !== undefined);
  return (
    <div className="first-run">
      {installed && visited ? null : <h2 className="first-title">{strings.firstRun.title}</h2>}
      {installed ? (
        <p className="soft">{strings.firstRun.ready}</p>
      ) : (
        <>
          <ol className="first-lines">
            {strings.firstRun.lines.map((line) => (
              <li key={line}>{line}</li>
            ))}
          </ol>
          <DownloadPanel />
        </>
      )}
      <section className="samples" aria-label={strings.documents.samples}>
        <h3>{strings.documents.samples}</h3>
        <p className="small soft">{strings.documents.samplesNote}</p>
        <ul>
          {samples.list.map((sample) => (
            <li key={sample.id}>
              <button
                type="button"
                className="sample"
                data-testid={`sample-${sample.id}`}
                disabled={busy}
                onClick={() => void samples.open(desk, sample)}
              >
                <span className="sample-kind">{sample.kind}</span>
                <span>{sample.title}</span>
              </button>
            </li>
          ))}
        </ul>
      </section>
    </div>
  );
}
