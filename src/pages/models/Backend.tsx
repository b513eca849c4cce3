import { useId } from 'react';
import { adapterName, type BackendVerdict, type BackendWish, isUsable } from '../../state/backends.ts';
import type { PackCard } from '../../state/packs.ts';
import { useBackends, usePacks, useUndertone } from '../../state/react.tsx';
import { Button } from '../../ui/Button.tsx';
import { formatBytes, formatTiny } from '../../ui/format.ts';
import { ErrorNotice } from '../../ui/Notice.tsx';
import { Progress } from '../../ui/Progress.tsx';
import { strings } from '../../ui/strings.ts';

const words = strings.backend;
const WISHES: readonly BackendWish[] = ['measured', 'wasm', 'webgpu'];

/** Only the model that reads is tried. */
export function BackendOf({ card }: { card: PackCard }) {
  const chosen = usePacks((state) => state.chosen?.card.key === card.key);
  return chosen ? <Backend /> : null;
}

/** Whether the graphics processor may run the model that reads: what was found, and what the reader wants. */
function Backend() {
  const { backends } = useUndertone();
  const offer = useBackends((state) => state.offer);
  const verdict = useBackends((state) => state.verdict);
  const adapter = useBackends((state) => state.adapter);
  const wish = useBackends((state) => state.wish);
  const serves = useBackends((state) => state.serves);
  const failure = useBackends((state) => state.failure);
  const resting = useBackends((state) => state.step.kind === 'rest');
  const id = useId();
  if (offer === undefined || adapter === undefined) return null;
  const insists = adapter?.software === true && wish === 'webgpu';
  const mayTry = adapter !== null && (!adapter.software || insists) && wish !== 'wasm';
  return (
    <section className="backend" aria-label={words.title} data-testid="backend" data-serves={serves}>
      {verdict === undefined ? (
        <p>{words.untried(adapter === null ? '' : adapterName(adapter))}</p>
      ) : (
        <Verdict verdict={verdict} />
      )}
      <Step />
      {failure !== undefined && <ErrorNotice testId="backend-error" error={failure} />}
      <div className="row">
        {mayTry && resting && (
          <Button data-testid="try-webgpu" onClick={() => void backends.tryNow()}>
            <TryLabel bytes={offer.bytes} again={isUsable(verdict) || verdict?.failure != null} />
          </Button>
        )}
        {adapter !== null && (
          <>
            <label htmlFor={id}>{words.wish}</label>
            <select
              id={id}
              className="field"
              data-testid="backend-wish"
              value={wish}
              onChange={({ target }) => {
                const next = WISHES.find((one) => one === target.value);
                if (next !== undefined) void backends.setWish(next);
              }}
            >
              {WISHES.map((one) => (
                <option key={one} value={one}>
                  {words.wishes[one]}
                </option>
              ))}
            </select>
          </>
        )}
      </div>
    </section>
  );
}

function TryLabel({ bytes, again }: { bytes: number; again: boolean }) {
  const installed = useBackends((state) => state.installed);
  if (again) return <>{words.tryAgain}</>;
  return <>{installed ? words.try : words.tryFor(formatBytes(bytes))}</>;
}

/** What a trial found, with its figures. */
function Verdict({ verdict }: { verdict: BackendVerdict }) {
  const { adapter, assignment, goldenError, timings, failure, reason } = verdict;
  return (
    <div data-testid="backend-verdict" data-reason={reason}>
      <p>{words.reasons[reason]}</p>
      <ul className="small soft">
        {adapter !== null && <li>{words.adapter(adapterName(adapter))}</li>}
        {assignment !== null && <li>{words.assigned(assignment.onWebgpu, assignment.heavy)}</li>}
        {goldenError !== null && <li>{words.error(formatTiny(goldenError))}</li>}
        {timings !== null && <li>{words.timing(1, timings.webgpu.one, timings.wasm.one)}</li>}
        {timings !== null && <li>{words.timing(32, timings.webgpu.many, timings.wasm.many)}</li>}
        {failure !== null && (
          <li>
            <span className="figure">{failure.name}</span>: {failure.message}
          </li>
        )}
      </ul>
    </div>
  );
}

/** What goes on now, and the way to stop it. */
function Step() {
  const { backends } = useUndertone();
  const step = useBackends((state) => state.step);
  if (step.kind === 'rest') return null;
  const progress =
    step.kind === 'downloading' && step.download.status === 'downloading'
      ? step.download.progress
      : undefined;
  const { receivedBytes = 0, totalBytes = 0 } = progress ?? {};
  return (
    <Progress
      testId="backend-progress"
      label={step.kind === 'trying' ? words.stages[step.stage] : words.steps[step.kind]}
      done={receivedBytes}
      total={totalBytes}
      notes={[progress && strings.download.of(receivedBytes, totalBytes)]}
      actions={
        <Button data-testid="cancel-webgpu" onClick={() => backends.cancel()}>
          {strings.app.cancel}
        </Button>
      }
    />
  );
}
