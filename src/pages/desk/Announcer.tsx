import { useEffect, useRef, useState } from 'react';
import { useDesk, useUndertone } from '../../state/react.tsx';
import { strings } from '../../ui/strings.ts';

/** Jobs shorter than this are over before they could be announced. */
const WORTH_SAYING_MS = 1_500;
const words = strings.job;

/** Tells a screen reader when longer reading begins and what it gave: two messages, not a stream. */
export function Announcer() {
  const { desk } = useUndertone();
  const kind = useDesk((state) => state.job?.kind);
  const epoch = useDesk((state) => state.epoch);
  const [said, setSaid] = useState({ epoch, message: '' });
  /** The epoch whose reading was announced. */
  const began = useRef<number>(undefined);
  useEffect(() => {
    const say = (message: string) => setSaid({ epoch, message });
    if (kind === 'scoring') {
      const timer = setTimeout(() => {
        began.current = epoch;
        say(words.scoring);
      }, WORTH_SAYING_MS);
      return () => clearTimeout(timer);
    }
    if (kind === 'segmenting') {
      const timer = setTimeout(() => say(words.segmenting), WORTH_SAYING_MS);
      return () => clearTimeout(timer);
    }
    if (began.current === epoch) {
      const summary = desk.store.getState().analysis?.board.summary;
      // Stopped before its end, it has read a part.
      say(summary === undefined ? '' : words.read(summary.counts, summary.scorable));
    } else say('');
    began.current = undefined;
    return undefined;
  }, [desk, kind, epoch]);
  return (
    <p className="vh" role="status" data-testid="announcer">
      {/* What was said of one document is not true of the next. */}
      {said.epoch === epoch ? said.message : ''}
    </p>
  );
}
