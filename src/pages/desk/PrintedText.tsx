import type { ReactNode } from 'react';
import type { Block } from '../../state/blocks.ts';
import type { Analysis } from '../../state/desk/state.ts';
import { LOW_CONFIDENCE, strengthOf, toneOfLabel } from '../../state/tone.ts';

/** Every sentence in its place with its mark, without anything that is there for the screen. */
export function PrintedText({ analysis, sentences }: { analysis: Analysis; sentences: number }) {
  return analysis.blocks
    .filter((block) => block.first < sentences)
    .map((block) => <PrintedBlock key={block.first} analysis={analysis} block={block} />);
}

function PrintedBlock({ analysis, block }: { analysis: Analysis; block: Block }) {
  const { text, segmentation, board } = analysis;
  const parts: ReactNode[] = [];
  let at = block.start;
  for (let i = block.first; i < block.last; i++) {
    const sentence = segmentation.sentences[i];
    if (sentence === undefined) continue;
    const score = board.get(i);
    parts.push(
      text.slice(at, sentence.start),
      <span
        key={i}
        className="s"
        data-label={score === undefined ? undefined : toneOfLabel(score.label)}
        data-strength={score === undefined ? undefined : strengthOf(score.confidence)}
        data-uncertain={score !== undefined && score.confidence < LOW_CONFIDENCE ? true : undefined}
      >
        {text.slice(sentence.start, sentence.end)}
      </span>,
    );
    at = sentence.end;
  }
  parts.push(text.slice(at, block.end));
  return (
    <div
      className="print-block"
      dir="auto"
      data-opens={block.opens}
      data-kind={segmentation.sentences[block.first]?.kind}
    >
      {parts}
    </div>
  );
}
