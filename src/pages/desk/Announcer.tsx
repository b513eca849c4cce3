import { useEffect, useRef, useState } from 'react';
import { useDesk, useUndertone } from '../../state/react.tsx';
import { strings } from '../../ui/strings.ts';

/** Jobs shorter than this are over before they could be announced. */
const WORTH_SAYING_MS = 1_500;

/** Tells a screen reader when longer work begins and what it gave: two messages, not a stream. */
export function Announcer() {
  const { desk } = useUndertone();
  const kind = useDesk((state) => state.job?.kind);
  const [message, setMessage] = useState('');
  const said = useRef(false);
  useEffect(() => {
    if (kind === undefined) {
      const counts = desk.store.getState().analysis?.board.summary.counts;
      if (said.current && counts !== undefined) {
        setMessage(strings.job.summary(counts.positive, counts.negative, counts.neutral));
      }
      said.current = false;
      return;
    }
    const timer = setTimeout(() => {
      if (said.current) return;
      said.current = true;
      setMessage(kind === 'scoring' || kind === 'opening' ? strings.job.scoring : strings.job.segmenting);
    }, WORTH_SAYING_MS);
    return () => clearTimeout(timer);
  }, [desk, kind]);
  return (
    <p className="vh" role="status" data-testid="announcer">
      {message}
    </p>
  );
}
