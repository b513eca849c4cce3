import type { Analysis } from '../../state/desk/state.ts';
import { useBoard, useDesk, usePacks, useUndertone } from '../../state/react.tsx';
import { LOW_CONFIDENCE, toneOfLabel } from '../../state/tone.ts';
import { SCORED_KINDS } from '../../text/types.ts';
import { Button } from '../../ui/Button.tsx';
import { apportion, formatCount, formatFinePercent } from '../../ui/format.ts';
import { strings } from '../../ui/strings.ts';

const QUOTED = 600;
const words = strings.detail;

/** All that is known about the selected sentence. */
export function Detail({ analysis }: { analysis: Analysis }) {
  const { desk } = useUndertone();
  const selected = useDesk((state) => state.selected);
  return (
    <section
      className="detail"
      aria-label={words.title}
      data-testid="detail"
      data-open={selected !== undefined}
    >
      <div className="detail-head">
        <h2>{words.title}</h2>
        {selected !== undefined && (
          <>
            <span className="figure small soft">
              {words.of(selected + 1, analysis.segmentation.sentences.length)}
            </span>
            <span className="detail-close">
              <Button onClick={() => desk.select(undefined)}>{strings.app.close}</Button>
            </span>
          </>
        )}
      </div>
      {selected === undefined ? (
        <p className="small soft">{words.none}</p>
      ) : (
        <Facts analysis={analysis} index={selected} />
      )}
    </section>
  );
}

function Facts({ analysis, index }: { analysis: Analysis; index: number }) {
  const { toaster } = useUndertone();
  useBoard(analysis.board);
  const labels = usePacks((state) => state.chosen?.labels);
  const heads = usePacks((state) => state.chosen?.card.entry.heads);
  const sentence = analysis.segmentation.sentences[index];
  if (sentence === undefined) return null;
  const score = analysis.board.get(index);
  const text = analysis.text.slice(sentence.start, sentence.end);
  const shares = apportion(score?.probabilities ?? [], 1_000);
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(text);
      toaster.show(words.copied);
    } catch {
      toaster.show(words.copyRefused);
    }
  };
  return (
    <>
      <blockquote className="quote" dir="auto">
        {text.slice(0, QUOTED)}
        {text.length > QUOTED && '…'}
      </blockquote>
      {score === undefined ? (
        <p className="small soft">
          {SCORED_KINDS.has(sentence.kind) ? strings.tone.unscored : words.notScored}
        </p>
      ) : (
        <dl className="bars" aria-label={words.probabilities}>
          {score.probabilities.map((probability, i) => {
            const label = labels?.[i] ?? (probability === score.confidence ? score.label : `${i + 1}`);
            return (
              <div
                key={label}
                className="bar-row"
                data-tone={toneOfLabel(label)}
                data-top={label === score.label}
              >
                <dt>{label in strings.tone ? strings.tone[toneOfLabel(label)] : label}</dt>
                <dd>
                  <span className="bar-track" aria-hidden="true">
                    <span className="bar-fill" style={{ width: `${probability * 100}%` }} />
                  </span>
                  <span className="figure">{formatFinePercent(shares[i] ?? 0)}</span>
                </dd>
              </div>
            );
          })}
        </dl>
      )}
      {score !== undefined && score.confidence < LOW_CONFIDENCE && <p className="small">{words.uncertain}</p>}
      {score?.truncated === true && <p className="small">{words.truncated}</p>}
      {analysis.board.isStale(index) && <p className="small">{words.stale}</p>}
      <dl className="facts">
        <dt>{words.kind}</dt>
        <dd>{words.kinds[sentence.kind]}</dd>
        <dt>{words.offsets}</dt>
        <dd className="figure">
          {formatCount(sentence.start)}–{formatCount(sentence.end)}
        </dd>
        {score !== undefined && (
          <>
            <dt>{words.tokens}</dt>
            <dd className="figure">{formatCount(score.tokens)}</dd>
            <dt>{words.convention}</dt>
            <dd>{heads?.find((one) => one.id === score.head)?.title ?? score.head}</dd>
            <dt>{words.model}</dt>
            <dd className="figure" title={score.packHash}>
              {score.packHash.slice(0, 12)} · {score.variant}
            </dd>
          </>
        )}
      </dl>
      <div className="row">
        <Button onClick={() => void copy()}>{words.copy}</Button>
      </div>
    </>
  );
}
