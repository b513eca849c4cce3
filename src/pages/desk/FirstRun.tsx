import { useDesk, usePacks } from '../../state/react.tsx';
import { strings } from '../../ui/strings.ts';
import { DownloadPanel } from '../models/DownloadPanel.tsx';

/** Before there is a text: what happens here, and the model. */
export function FirstRun() {
  const installed = usePacks((state) => state.chosen !== undefined);
  const visited = useDesk((state) => state.documents.length > 0);
  return (
    <div className="first-run" data-testid="first-run">
      {!(installed && visited) && <h2 className="first-title">{strings.firstRun.title}</h2>}
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
    </div>
  );
}
