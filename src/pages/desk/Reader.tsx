import { useMemo } from 'react';
import { blocksOfSentences } from '../../state/blocks.ts';
import type { Analysis } from '../../state/desk/state.ts';
import { isFiltering, matching } from '../../state/filter.ts';
import { useBoard, useDesk, useUndertone } from '../../state/react.tsx';
import { Button } from '../../ui/Button.tsx';
import { strings } from '../../ui/strings.ts';
import { ReadView } from './ReadView.tsx';
import { useReadKeys } from './useReadKeys.ts';

/** The read mode: every sentence in its place, or only those that match. */
export function Reader({ onSheet }: { onSheet: () => void }) {
  const { desk } = useUndertone();
  const analysis = useDesk((state) => state.analysis);
  const text = useDesk((state) => state.text);
  const working = useDesk((state) => state.job !== undefined);
  useReadKeys(onSheet);

  if (analysis === undefined || analysis.segmentation.sentences.length === 0) {
    return (
      <div className="empty" data-testid="read-empty">
        {working ? (
          <p>{strings.read.cutting}</p>
        ) : (
          <>
            <p>{strings.read.empty}</p>
            <div className="row">
              {text !== '' && analysis === undefined && (
                <Button onClick={() => void desk.analyse()}>{strings.job.find}</Button>
              )}
              <Button onClick={() => desk.setMode('edit')}>{strings.read.emptyAction}</Button>
            </div>
          </>
        )}
      </div>
    );
  }
  return <Filtered analysis={analysis} />;
}

function Filtered({ analysis }: { analysis: Analysis }) {
  const { desk } = useUndertone();
  const filter = useDesk((state) => state.filter);
  const listing = filter.layout === 'list' && isFiltering(filter);
  const summary = useBoard(analysis.board);
  // The counts decide which sentences match, so the list follows them; the full text does not.
  const scores = listing ? summary : undefined;
  const blocks = useMemo(
    () =>
      scores === undefined
        ? analysis.blocks
        : blocksOfSentences(analysis.segmentation, matching(filter, analysis)),
    [scores, analysis, filter],
  );
  if (blocks.length === 0) {
    return (
      <div className="empty">
        <p>{strings.read.noMatch}</p>
        <div className="row">
          <Button onClick={() => desk.clearFilter()}>{strings.read.clearFilter}</Button>
        </div>
      </div>
    );
  }
  return <ReadView analysis={analysis} blocks={blocks} filter={filter} listing={listing} />;
}
