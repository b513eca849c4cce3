import type { Analysis, Job } from '../../state/desk/state.ts';
import { useBoard, useDesk, usePacks, useUndertone } from '../../state/react.tsx';
import { Button } from '../../ui/Button.tsx';
import { formatPercent } from '../../ui/format.ts';
import { Progress } from '../../ui/Progress.tsx';
import { strings } from '../../ui/strings.ts';
import { DownloadPanel } from '../models/DownloadPanel.tsx';

/** What runs, how far it is and how to stop it; or what is left and how to go on. */
export function JobBar() {
  const job = useDesk((state) => state.job);
  const analysis = useDesk((state) => state.analysis);
  if (job !== undefined) return <Running job={job} />;
  return analysis === undefined ? null : <Remaining analysis={analysis} />;
}

function Running({ job }: { job: Job }) {
  const { desk } = useUndertone();
  const { done, total, secondsLeft } = job.pace;
  const words = strings.job;
  const label = {
    importing: words.importing(job.name),
    segmenting: words.segmenting,
    opening: words.opening,
    scoring: words.scoring,
  }[job.kind];
  const amount =
    total === 0 ? undefined : job.kind === 'scoring' ? words.of(done, total) : formatPercent(done / total);
  return (
    <div className="jobbar">
      <Progress
        testId="job-progress"
        label={label}
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
  const model = usePacks((state) => state.chosen);
  const outdated = useDesk((state) => state.text !== analysis.text);
  const stopped = useDesk((state) => state.stopped);
  const words = strings.job;
  if (scorable === 0) return null;
  if (outdated && stopped) {
    return (
      <div className="jobbar row small">
        <span className="soft">{strings.read.outdated}</span>
        <Button onClick={() => void desk.analyse()}>{words.find}</Button>
      </div>
    );
  }
  if (model === undefined && scored < scorable) {
    return (
      <div className="jobbar">
        <p className="small">{words.needsModel}</p>
        <DownloadPanel />
      </div>
    );
  }
  if (scored < scorable && !outdated) {
    return (
      <div className="jobbar row small">
        <Button data-testid="score-remaining" onClick={() => void desk.score()}>
          {words.remaining(scorable - scored)}
        </Button>
      </div>
    );
  }
  if (stale > 0) {
    return (
      <div className="jobbar row small" data-testid="stale">
        <span>{words.stale(stale)}</span>
        <Button data-testid="score-stale" onClick={() => void desk.score()}>
          {words.staleAction}
        </Button>
      </div>
    );
  }
  return null;
}
