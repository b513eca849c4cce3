import type { Analysis } from '../../state/desk/state.ts';
import { type Filter, isFiltering, matching } from '../../state/filter.ts';
import { useBoard, useDesk, useUndertone } from '../../state/react.tsx';
import { countScored, gaugeOf, TONES } from '../../state/tone.ts';
import { apportion, formatCount, formatPercent, formatSigned } from '../../ui/format.ts';
import { strings } from '../../ui/strings.ts';

/** The document's tone with its formula, and the counts, which are the filter. */
export function Gauge({ analysis }: { analysis: Analysis }) {
  const { desk } = useUndertone();
  const { counts, scorable, stale } = useBoard(analysis.board);
  const filter = useDesk((state) => state.filter);
  const gauge = gaugeOf(counts);
  const scored = countScored(counts);
  const shares = apportion(
    TONES.map((tone) => counts[tone]),
    100,
  );
  const words = strings.gauge;
  return (
    <section className="gauge" aria-label={words.title} data-testid="gauge" data-value={gauge?.toFixed(4)}>
      <div className="gauge-head">
        <h2>{words.title}</h2>
        {gauge !== undefined && scored < scorable && (
          <span className="small soft" data-testid="gauge-partial">
            {words.partial(scored, scorable)}
          </span>
        )}
        <span
          className="gauge-value figure"
          data-sign={gauge === undefined ? 0 : Math.sign(Math.round(gauge * 100))}
        >
          {gauge === undefined ? '–' : formatSigned(gauge)}
        </span>
      </div>
      <div className="gauge-scale" aria-hidden="true">
        {gauge !== undefined && (
          <>
            <span
              className="gauge-fill"
              data-sign={Math.sign(gauge)}
              style={{
                left: `${50 + Math.min(0, gauge) * 50}%`,
                width: `${Math.abs(gauge) * 50}%`,
              }}
            />
            <span className="gauge-needle" style={{ left: `${50 + gauge * 50}%` }} />
          </>
        )}
      </div>
      <p className="gauge-formula small soft">
        {gauge === undefined
          ? stale > 0
            ? words.noneCurrent
            : words.none
          : words.worked(counts.positive, counts.negative, scored)}
        {gauge !== undefined && <span>{words.formula}</span>}
      </p>
      {scored > 0 && (
        <fieldset className="counts" aria-label={words.counts}>
          {TONES.map((tone, i) => (
            <button
              key={tone}
              type="button"
              className="count"
              data-testid={`count-${tone}`}
              data-tone={tone}
              data-count={counts[tone]}
              aria-pressed={filter.tones.includes(tone)}
              aria-label={words.filter(strings.tone[tone], counts[tone])}
              onClick={() => desk.toggleTone(tone)}
            >
              <span className="count-name">{strings.tone[tone]}</span>
              <span className="figure count-number">{formatCount(counts[tone])}</span>
              <span className="figure soft">{scored === 0 ? '' : formatPercent(shares[i] ?? 0)}</span>
            </button>
          ))}
        </fieldset>
      )}
      {isFiltering(filter) && <FilterRow analysis={analysis} filter={filter} />}
    </section>
  );
}

/** How much of the text matches, and what happens to the rest. */
function FilterRow({ analysis, filter }: { analysis: Analysis; filter: Filter }) {
  const { desk } = useUndertone();
  // Rendered when the filter or the scores change, and both change what matches.
  useBoard(analysis.board);
  const found = matching(filter, analysis).length;
  return (
    <div className="row small" data-testid="filter-row">
      <span data-testid="found" data-count={found}>
        {strings.read.found(found)}
      </span>
      <button type="button" className="link" onClick={() => desk.clearFilter()}>
        {strings.read.clearFilter}
      </button>
      <label className="check">
        <input
          type="checkbox"
          data-testid="list-matches"
          checked={filter.layout === 'list'}
          onChange={(event) => desk.setFilter({ layout: event.target.checked ? 'list' : 'dim' })}
        />
        {strings.read.onlyMatches}
      </label>
    </div>
  );
}
