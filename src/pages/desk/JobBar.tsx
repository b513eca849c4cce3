import type { Analysis, Job } from '../../state/desk/state.ts';
import { useBoard, useDesk, usePacks, useUndertone } from '../../state/react.tsx';
import { Button } from '../../ui/Button.tsx';
import { formatPercent } from '../../ui/format.ts';
import { Progress } from '../../ui/Progress.tsx';
import { strings } from '../../ui/strings.ts';
import { DownloadPanel } from '../models/DownloadPanel.tsx';
import { useSlow } from './useSlow.ts';

const words = strings.job;

/** Shorter jobs show no bar: one that flashes up with every pause in typing would only push the text about. */
const SHOWN_AFTER_MS = 300;

/** What runs, how far it is and how to stop it; or what is left and how to go on. */
export function JobBar({ blank }: { blank: boolean }) {
  const job = useDesk((state) => state.job);
  const analysis = useDesk((state) => state.analysis);
  const slow = useSlow(job !== undefined, SHOWN_AFTER_MS);
  const chosen = usePacks((state) => state.chosen !== undefined || state.status === 'loading');
  // A model that another tab deleted reads on here while it is in memory.
  const modelless = !chosen && job?.kind !== 'opening' && job?.kind !== 'scoring';
  return (
    <>
      {modelless && !blank && (
        <div className="jobbar">
          <p className="small">{words.needsModel}</p>
          <DownloadPanel />
        </div>
      )}
      {job !== undefined && slow && <Running job={job} />}
      {job === undefined && analysis !== undefined && !modelless && <Remaining analysis={analysis} />}
    </>
  );
}

export function labelOf(job: Job): string {
  return {
    importing: words.importing(job.name),
    segmenting: words.segmenting,
    opening: words.opening,
    scoring: words.scoring,
  }[job.kind];
}

function Running({ job }: { job: Job }) {
  const { desk } = useUndertone();
  const { done, total, secondsLeft } = job.pace;
  const amount =
    total === 0 ? undefined : job.kind === 'scoring' ? words.of(done, total) : formatPercent(done / total);
  return (
    <div className="jobbar">
      <Progress
        testId="job-progress"
        label={labelOf(job)}
        done={done}
        total={total}
        notes={[
          amount,
          secondsLeft === undefined ? undefined : strings.download.left(Math.ceil(secondsLeft)),
        ]}
        actions={
          <Button data-testid="cancel-job" onClick={() => desk.cancel()}>
            {words.cancel}
          </Button>
        }
      />
    </div>
  );
}

function Remaining({ analysis }: { analysis: Analysis }) {
  const { desk } = useUndertone();
  const { scored, scorable, stale } = useBoard(analysis.board);
  const outdated = useDesk((state) => state.text !== analysis.text);
  const stopped = useDesk((state) => state.stopped);
  const chosen = usePacks((state) => state.chosen?.card.entry);
  if (outdated) {
    if (!stopped) return null;
    return (
      <div className="jobbar row small">
        <span className="soft">{strings.read.outdated}</span>
        <Button onClick={() => void desk.analyse()}>{words.find}</Button>
      </div>
    );
  }
  if (scored < scorable) {
    return (
      <div className="jobbar row small">
        <Button data-testid="score-remaining" onClick={() => void desk.score()}>
          {words.remaining(scorable - scored + stale)}
        </Button>
      </div>
    );
  }
  if (stale === 0) return null;
  const other = analysis.board.anyStale();
  // The same model in another convention is not another model.
  const own = other !== undefined && other.packHash === chosen?.hash ? other.head : undefined;
  const convention = chosen?.heads.find((head) => head.id === own)?.title ?? own;
  return (
    <div className="jobbar row small" data-testid="stale">
      <span>{convention === undefined ? words.stale(stale) : words.staleConvention(stale, convention)}</span>
      <Button data-testid="score-stale" onClick={() => void desk.score()}>
        {words.staleAction}
      </Button>
    </div>
  );
}
