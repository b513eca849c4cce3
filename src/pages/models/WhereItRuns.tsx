import type { PackCard } from '../../state/packs.ts';
import { useEngine, usePacks, useUndertone } from '../../state/react.tsx';
import { adviceFor } from '../../ui/advice.ts';
import { Button } from '../../ui/Button.tsx';
import { formatMilliseconds, formatTiny } from '../../ui/format.ts';
import { strings } from '../../ui/strings.ts';

const words = strings.models;

/** The backend that serves this model, with the facts of its opening. */
export function WhereItRuns({ card }: { card: PackCard }) {
  const { startModel } = useUndertone();
  const session = useEngine((state) => state.session);
  const status = useEngine((state) => state.status);
  const stage = useEngine((state) => state.stage);
  const failure = useEngine((state) => state.failure);
  const chosen = usePacks((state) => state.chosen?.card.key === card.key);
  if (!chosen) return <>{words.runsNot}</>;
  if (stage !== undefined) return <>{strings.status.stages[stage]}</>;
  if (failure !== undefined) return <>{`${adviceFor(failure).title} ${adviceFor(failure).action}`}</>;
  if (session?.packHash === card.entry.hash && status !== 'asleep') {
    const backend = strings.status.backend(session.backend, session.threads);
    const opened = formatMilliseconds(session.openMs);
    return (
      <span data-testid="session">{words.runsDetail(backend, opened, formatTiny(session.goldenError))}</span>
    );
  }
  return (
    <>
      {words.runsNot} <Button onClick={() => void startModel()}>{words.start}</Button>
    </>
  );
}
