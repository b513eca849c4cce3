import { type KeyboardEvent, type PointerEvent, useMemo } from 'react';
import type { Analysis } from '../../state/desk/state.ts';
import { useBoard, useDesk, useUndertone, useView } from '../../state/react.tsx';
import { buildTimeline, extremes, type TimelineBin } from '../../state/timeline.ts';
import { strings } from '../../ui/strings.ts';

const BINS = 120;
const words = strings.timeline;

/** A strip along the text: up is positive, down is negative; a click or the arrow keys jump there. */
export function Timeline({ analysis }: { analysis: Analysis }) {
  const { desk } = useUndertone();
  const selected = useDesk((state) => state.selected);
  const summary = useBoard(analysis.board);
  const count = analysis.segmentation.sentences.length;
  const bins = useMemo(
    () => (summary.scored === summary.stale ? [] : buildTimeline(analysis.board, count, BINS)),
    [analysis, count, summary],
  );
  const { best, worst } = useMemo(() => extremes(bins), [bins]);
  // Before anything is read there is nothing to draw.
  if (count === 0 || summary.scored === summary.stale) return null;

  const here = selected ?? 0;
  const jump = (sentence: number) => {
    desk.select(Math.max(0, Math.min(count - 1, sentence)));
    if (desk.store.getState().mode === 'edit') desk.setMode('read');
  };
  const onPointer = (event: PointerEvent<HTMLDivElement>) => {
    const box = event.currentTarget.getBoundingClientRect();
    jump(Math.floor(((event.clientX - box.left) / box.width) * count));
  };
  const onKey = (event: KeyboardEvent) => {
    const step = Math.max(1, Math.round(count / 20));
    const to: Readonly<Record<string, number>> = {
      ArrowRight: here + 1,
      ArrowUp: here + 1,
      ArrowLeft: here - 1,
      ArrowDown: here - 1,
      PageUp: here + step,
      PageDown: here - step,
      Home: 0,
      End: count - 1,
    };
    const target = to[event.key];
    if (target === undefined) return;
    event.preventDefault();
    jump(target);
  };
  return (
    <section className="timeline" aria-label={words.title}>
      <h2>{words.title}</h2>
      <div
        className="strip"
        data-testid="timeline"
        role="slider"
        tabIndex={0}
        aria-label={words.label}
        aria-valuemin={1}
        aria-valuemax={count}
        aria-valuenow={here + 1}
        aria-valuetext={words.at(here + 1, count, nature(bins, here))}
        onPointerDown={onPointer}
        onKeyDown={onKey}
      >
        <svg viewBox={`0 0 ${Math.max(1, bins.length)} 2`} preserveAspectRatio="none" aria-hidden="true">
          <path className="strip-positive" d={barsOf(bins, (bin) => -bin.positive)} />
          <path className="strip-negative" d={barsOf(bins, (bin) => bin.negative)} />
        </svg>
        <InView count={count} />
        {selected !== undefined && (
          <span className="strip-here" style={{ left: `${((selected + 0.5) / count) * 100}%` }} />
        )}
      </div>
      <p className="small soft">
        {bins.length > 0 && best === undefined && worst === undefined && words.flat}
        {best !== undefined && <Stretch bin={best} text={words.best} onJump={jump} />}{' '}
        {worst !== undefined && <Stretch bin={worst} text={words.worst} onJump={jump} />}
      </p>
    </section>
  );
}

/** The part of the text that is in view; it alone follows the scroll. */
function InView({ count }: { count: number }) {
  const { first, last } = useView();
  return (
    <span
      className="strip-view"
      style={{ left: `${(first / count) * 100}%`, width: `${(Math.max(0, last - first) / count) * 100}%` }}
    />
  );
}

interface StretchProps {
  readonly bin: TimelineBin;
  readonly text: (first: number, last: number) => string;
  readonly onJump: (sentence: number) => void;
}

function Stretch({ bin, text, onJump }: StretchProps) {
  return (
    <button type="button" className="link" onClick={() => onJump(bin.first)}>
      {text(bin.first + 1, bin.last)}
    </button>
  );
}

/** Bars from the middle line of a strip that is two units high. */
function barsOf(bins: readonly TimelineBin[], height: (bin: TimelineBin) => number): string {
  return bins
    .map((bin, i) => {
      const h = height(bin);
      return h === 0 ? '' : `M${i} 1h0.86v${h.toFixed(3)}h-0.86z`;
    })
    .join('');
}

function nature(bins: readonly TimelineBin[], sentence: number): string {
  const bin = bins.find((one) => sentence >= one.first && sentence < one.last);
  if (bin === undefined || bin.scored === 0) return words.none;
  const net = bin.positive - bin.negative;
  if (net > 0.2) return words.positive;
  return net < -0.2 ? words.negative : words.mixed;
}
