import { useDesk, useUndertone } from '../../state/react.tsx';
import { strings } from '../../ui/strings.ts';

/** Documents of our own to try the page on. */
export function SampleList() {
  const { samples, desk } = useUndertone();
  const busy = useDesk((state) => state.job !== undefined);
  return (
    <section className="samples" aria-label={strings.documents.samples}>
      <div className="row">
        <h3>{strings.documents.samples}</h3>
        <p className="small soft">{strings.documents.samplesNote}</p>
      </div>
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
  );
}
