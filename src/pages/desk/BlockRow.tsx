import { memo, type ReactNode, type Ref, useCallback, useSyncExternalStore } from 'react';
import type { Block } from '../../state/blocks.ts';
import { type Filter, matches } from '../../state/filter.ts';
import type { ScoreBoard } from '../../state/score-board.ts';
import { LOW_CONFIDENCE, strengthOf, toneOfLabel } from '../../state/tone.ts';
import { SCORED_KINDS, type Segmentation, type Sentence } from '../../text/types.ts';
import { formatPercent } from '../../ui/format.ts';
import { strings } from '../../ui/strings.ts';
import { Highlighted } from './Highlighted.tsx';

interface BlockRowProps {
  readonly ref: Ref<HTMLDivElement>;
  readonly row: number;
  readonly top: number;
  readonly block: Block;
  readonly text: string;
  readonly segmentation: Segmentation;
  readonly board: ScoreBoard;
  /** Where set, sentences that do not match are dimmed. */
  readonly filter: Filter | undefined;
  readonly query: string;
  /** The selected sentence, if it lies in this block; else -1. */
  readonly selected: number;
}

/** A sentence longer than this is shown by its beginning: no text of any size may freeze the page. */
const SHOWN_CHARACTERS = 6_000;

/** One block of the text: it alone renders again when one of its sentences gets a tone. */
export const BlockRow = memo(function BlockRow(props: BlockRowProps) {
  const { ref, row, top, block, text, segmentation, board, filter, query, selected } = props;
  const key = board.blockOf(block.first);
  useSyncExternalStore(
    useCallback((listener: () => void) => board.subscribeBlock(key, listener), [board, key]),
    () => board.blockVersion(key),
  );
  const parts: ReactNode[] = [];
  let at = block.start;
  for (let i = block.first; i < block.last; i++) {
    const sentence = segmentation.sentences[i];
    if (sentence === undefined) continue;
    // What stands between two sentences (spaces, bullets, line breaks) is shown as it is.
    if (sentence.start > at) parts.push(text.slice(at, sentence.start));
    parts.push(
      <SentenceSpan
        key={i}
        index={i}
        sentence={sentence}
        text={text}
        board={board}
        count={segmentation.sentences.length}
        dim={filter !== undefined && !matches(filter, { text, segmentation, board }, i)}
        query={query}
        selected={selected === i}
      />,
    );
    at = sentence.end;
  }
  if (block.end > at) parts.push(text.slice(at, Math.min(block.end, at + SHOWN_CHARACTERS)));
  return (
    <div
      ref={ref}
      className="block"
      role="presentation"
      dir="auto"
      data-index={row}
      data-opens={block.opens}
      data-kind={segmentation.sentences[block.first]?.kind}
      style={{ transform: `translateY(${top}px)` }}
    >
      {parts}
    </div>
  );
});

interface SentenceSpanProps {
  readonly index: number;
  readonly sentence: Sentence;
  readonly text: string;
  readonly board: ScoreBoard;
  readonly count: number;
  readonly dim: boolean;
  readonly query: string;
  readonly selected: boolean;
}

function SentenceSpan({ index, sentence, text, board, count, dim, query, selected }: SentenceSpanProps) {
  const score = board.get(index);
  const tone = score === undefined ? undefined : toneOfLabel(score.label);
  const length = sentence.end - sentence.start;
  const body = text.slice(sentence.start, sentence.start + Math.min(length, SHOWN_CHARACTERS));
  const scored = SCORED_KINDS.has(sentence.kind);
  const spoken =
    tone === undefined || score === undefined
      ? scored
        ? strings.tone.unscored
        : strings.tone.noTone
      : `${strings.tone[tone]}, ${formatPercent(score.confidence)}`;
  return (
    <span
      id={`sentence-${index}`}
      className="s"
      role="option"
      tabIndex={-1}
      aria-selected={selected}
      aria-setsize={count}
      aria-posinset={index + 1}
      aria-label={`${spoken}: ${body}`}
      data-testid="sentence"
      data-index={index}
      data-kind={sentence.kind}
      data-label={tone}
      data-strength={score === undefined ? undefined : strengthOf(score.confidence)}
      data-uncertain={score !== undefined && score.confidence < LOW_CONFIDENCE ? true : undefined}
      data-stale={board.isStale(index) ? true : undefined}
      data-dim={dim ? true : undefined}
    >
      <Highlighted text={body} query={query} />
      {length > SHOWN_CHARACTERS && (
        <span className="shortened"> … {strings.read.shortened(SHOWN_CHARACTERS, length)}</span>
      )}
    </span>
  );
}
