import type { PackCard } from '../../state/packs.ts';
import { formatBytes, formatCount, formatDate } from '../../ui/format.ts';
import { strings } from '../../ui/strings.ts';
import { BackendOf } from './Backend.tsx';
import { CardActions } from './CardActions.tsx';
import { Metrics } from './Metrics.tsx';
import { WhereItRuns } from './WhereItRuns.tsx';

const words = strings.models;

/** Everything that is known about one model. */
export function ModelCard({ card }: { card: PackCard }) {
  const { entry, variant, modelBytes, runtimeBytes, trust, runtime } = card;
  const { provenance, licence } = entry;
  const heading = `model-${entry.hash.slice(0, 12)}`;
  return (
    <article className="panel card" aria-labelledby={heading} data-testid="model-card" data-pack={entry.id}>
      <header className="card-head">
        <div>
          <h2 id={heading}>{entry.title}</h2>
          <p className="soft">{entry.summary}</p>
        </div>
        <p className="figure card-size">
          {formatBytes(modelBytes)} <span className="soft">+ {formatBytes(runtimeBytes)}</span>
        </p>
      </header>
      <CardActions card={card} />
      <dl className="facts">
        <dt>{words.licence}</dt>
        <dd>
          {licence.name} ({licence.spdx}). {licence.consequence}
        </dd>
        <dt>{words.trust}</dt>
        <dd data-testid="trust" data-trust={trust}>
          {trust === 'catalogue' ? words.published : <strong>{words.unverified}</strong>}
        </dd>
        <dt>{words.conventions}</dt>
        <dd>
          {entry.heads.map((head) => (
            <p key={head.id}>
              <strong>{head.title}</strong>: {head.description}
            </p>
          ))}
        </dd>
        <dt>{words.runs}</dt>
        <dd>
          <WhereItRuns card={card} />
          <BackendOf card={card} />
        </dd>
      </dl>
      <Metrics entry={entry} />
      <details className="disclosure">
        <summary>{words.details}</summary>
        <dl className="facts">
          <dt>{words.size}</dt>
          <dd>{words.sizes(modelBytes, runtimeBytes)}</dd>
          <dt>{words.version}</dt>
          <dd className="figure">
            {entry.version} · {variant.id} · ONNX Runtime {runtime.version}
          </dd>
          <dt>{words.hash}</dt>
          <dd className="figure hash">{entry.hash}</dd>
          <dt>{words.parameters}</dt>
          <dd className="figure">{formatCount(entry.parameters)}</dd>
          <dt>{words.window}</dt>
          <dd>{words.tokens(entry.maxTokens)}</dd>
          <dt>{words.provenance}</dt>
          <dd>{words.made(provenance.recipe, formatDate(provenance.made), provenance.seed)}</dd>
        </dl>
      </details>
      <details className="disclosure">
        <summary>{words.data}</summary>
        <ul>
          {[...provenance.base, ...entry.data].map((source) => (
            <li key={`${source.name} ${source.use}`}>
              <strong>{source.name}</strong> ({source.licence})
              {source.rows !== undefined && <>, {words.rows(source.rows)}</>}: {source.use}
            </li>
          ))}
        </ul>
      </details>
    </article>
  );
}
