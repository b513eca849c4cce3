import { useVirtualizer } from '@tanstack/react-virtual';
import { type KeyboardEvent, type MouseEvent, useEffect, useRef } from 'react';
import { type Block, blockOfSentence } from '../../state/blocks.ts';
import type { Analysis } from '../../state/desk/state.ts';
import { type Filter, isFiltering, nextMatch } from '../../state/filter.ts';
import { useDesk, useUndertone } from '../../state/react.tsx';
import { strings } from '../../ui/strings.ts';
import { BlockRow } from './BlockRow.tsx';
import { useExactCopy } from './useExactCopy.ts';

interface ReadViewProps {
  readonly analysis: Analysis;
  readonly blocks: readonly Block[];
  readonly filter: Filter;
  /** The blocks are single sentences that match, not the text in its order. */
  readonly listing: boolean;
}

/** Height of a line and width of a character, near enough for blocks that were never measured. */
const LINE = 28;
const CHARACTER = 8;
/** After a jump, the blocks at its end are laid out within this time. */
const SETTLED_MS = 80;

/** The sentences of a text, of which only what is in view is laid out: a list box of any length. */
export function ReadView({ analysis, blocks, filter, listing }: ReadViewProps) {
  const { desk } = useUndertone();
  const selected = useDesk((state) => state.selected);
  const scroller = useRef<HTMLDivElement>(null);
  const column = useRef<HTMLDivElement>(null);
  const { segmentation, text } = analysis;
  useExactCopy(column, { text, blocks, segmentation, listing });
  const filtering = isFiltering(filter);

  const virtualizer = useVirtualizer({
    count: blocks.length,
    getScrollElement: () => scroller.current,
    estimateSize: (i) => {
      const block = blocks[i];
      if (block === undefined) return LINE;
      const perLine = Math.max(20, Math.min(720, (scroller.current?.clientWidth ?? 720) - 48) / CHARACTER);
      return Math.ceil((block.end - block.start) / perLine) * LINE + (block.opens ? 14 : 0);
    },
    getItemKey: (i) => blocks[i]?.first ?? i,
    overscan: 4,
    paddingStart: 16,
    paddingEnd: 48,
  });

  const items = virtualizer.getVirtualItems();
  const range = virtualizer.range;
  const firstSeen = blocks[range?.startIndex ?? 0]?.first ?? 0;
  const lastSeen = blocks[range?.endIndex ?? 0]?.last ?? 0;
  useEffect(() => desk.seen(firstSeen, lastSeen), [desk, firstSeen, lastSeen]);

  useEffect(() => {
    if (selected === undefined) return undefined;
    const row = listing
      ? blocks.findIndex((block) => block.first === selected)
      : blockOfSentence(blocks, selected);
    const element = document.getElementById(sentenceId(selected));
    if (element !== null) {
      element.scrollIntoView({ block: 'nearest' });
      return undefined;
    }
    if (row < 0) return undefined;
    virtualizer.scrollToIndex(row, { align: 'center' });
    // Laid out a frame or two later: then the page too can be scrolled, where something covers its lower part.
    const timer = setTimeout(
      () => document.getElementById(sentenceId(selected))?.scrollIntoView({ block: 'nearest' }),
      SETTLED_MS,
    );
    return () => clearTimeout(timer);
  }, [selected, blocks, listing, virtualizer]);

  const choose = (event: MouseEvent<HTMLDivElement>) => {
    const target = event.target instanceof Element ? event.target.closest('[data-index][role=option]') : null;
    // Marking text with the mouse is not choosing a sentence.
    if (target === null || getSelection()?.isCollapsed === false) return;
    desk.select(Number(target.getAttribute('data-index')));
    scroller.current?.focus({ preventScroll: true });
  };
  const onKey = (event: KeyboardEvent) => {
    const last = segmentation.sentences.length - 1;
    const moves: Readonly<Record<string, () => void>> = {
      ArrowDown: () => desk.step(1),
      ArrowUp: () => desk.step(-1),
      Home: () => desk.select(nextMatch(filter, analysis, undefined, 1)),
      End: () => desk.select(nextMatch(filter, analysis, last + 1, -1)),
    };
    const move = moves[event.key];
    if (move === undefined || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    move();
  };

  return (
    <div
      ref={scroller}
      id="read-view"
      className="read"
      data-testid="read-view"
      data-listing={listing}
      role="listbox"
      tabIndex={0}
      aria-label={strings.read.label}
      aria-activedescendant={selected === undefined ? undefined : sentenceId(selected)}
      onClick={choose}
      onKeyDown={onKey}
    >
      <div
        ref={column}
        className="read-column"
        role="presentation"
        style={{ height: virtualizer.getTotalSize() }}
      >
        {items.map((item) => {
          const block = blocks[item.index];
          if (block === undefined) return null;
          return (
            <BlockRow
              key={item.key}
              ref={virtualizer.measureElement}
              row={item.index}
              top={item.start}
              block={block}
              text={text}
              segmentation={segmentation}
              board={analysis.board}
              filter={filtering && !listing ? filter : undefined}
              query={filter.query.trim()}
              selected={
                selected !== undefined && selected >= block.first && selected < block.last ? selected : -1
              }
            />
          );
        })}
      </div>
    </div>
  );
}

export function sentenceId(index: number): string {
  return `sentence-${index}`;
}
