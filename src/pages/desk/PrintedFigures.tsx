import type { Analysis } from '../../state/desk/state.ts';
import { usePacks } from '../../state/react.tsx';
import { countScored, gaugeOf, LOW_CONFIDENCE, TONES } from '../../state/tone.ts';
import { apportion, formatCount, formatPercent, formatSigned } from '../../ui/format.ts';
import { strings } from '../../ui/strings.ts';

const words = strings.print;

/** The gauge with its counts, how much was read, by what, and what the marks mean. */
export function PrintedFigures({ analysis }: { analysis: Analysis }) {
  const { counts, scorable, stale } = analysis.board.summary;
  const scored = countScored(counts);
  const gauge = gaugeOf(counts);
  const shares = apportion(
    TONES.map((tone) => counts[tone]),
    100,
  );
  return (
    <section className="print-figures">
      {gauge === undefined ? (
        <>
          <p>{stale > 0 ? strings.gauge.noneCurrent : strings.gauge.none}</p>
          <Readers analysis={analysis} />
        </>
      ) : (
        <>
          <p>
            <strong>
              {strings.gauge.title}: {formatSigned(gauge)}
            </strong>{' '}
            ({strings.gauge.worked(counts.positive, counts.negative, scored)}). {strings.gauge.formula}
          </p>
          <ul className="print-counts">
            {TONES.map((tone, i) => (
              <li key={tone} data-tone={tone}>
                {strings.tone[tone]}: {formatCount(counts[tone])} ({formatPercent(shares[i] ?? 0)})
              </li>
            ))}
          </ul>
          {scored < scorable && (
            <p>
              <strong>{words.partial(formatCount(scored), formatCount(scorable))}</strong>
            </p>
          )}
          <Readers analysis={analysis} />
          <p>{words.marks(formatPercent(LOW_CONFIDENCE))}</p>
        </>
      )}
    </section>
  );
}

/** Each model and convention that read some of the sentences. */
function Readers({ analysis }: { analysis: Analysis }) {
  const cards = usePacks((state) => state.cards);
  const readers = new Map<string, { packHash: string; head: string; variant: string; count: number }>();
  for (let i = 0; i < analysis.segmentation.sentences.length; i++) {
    const score = analysis.board.get(i);
    if (score === undefined) continue;
    const { packHash, head, variant } = score;
    const key = `${packHash} ${head} ${variant}`;
    readers.set(key, { packHash, head, variant, count: (readers.get(key)?.count ?? 0) + 1 });
  }
  return [...readers].map(([key, { packHash, head, variant, count }]) => {
    const entry = cards.find((card) => card.entry.hash === packHash)?.entry;
    const convention = entry?.heads.find((one) => one.id === head);
    return (
      <p key={key}>
        {words.method(
          formatCount(count),
          entry === undefined ? words.unknownModel : `“${entry.title}” ${entry.version}`,
          `${packHash.slice(0, 12)}, ${variant}`,
          convention?.title ?? head,
        )}{' '}
        {convention?.description}
      </p>
    );
  });
}
