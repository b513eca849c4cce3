import type { PackCard } from '../../state/packs.ts';
import { usePacks, useUndertone } from '../../state/react.tsx';
import { Button } from '../../ui/Button.tsx';
import { ErrorNotice } from '../../ui/Notice.tsx';
import { Progress } from '../../ui/Progress.tsx';
import { strings } from '../../ui/strings.ts';

const words = strings.download;

/** Gets the first model of the catalogue: the whole way from nothing to installed. */
export function DownloadPanel() {
  const { packs } = useUndertone();
  const status = usePacks((state) => state.status);
  const failure = usePacks((state) => state.failure);
  const card = usePacks((state) => state.cards[0]);
  if (status === 'failed' && failure !== undefined) {
    return (
      <ErrorNotice
        error={failure}
        actions={<Button onClick={() => void packs.load()}>{strings.app.retry}</Button>}
      />
    );
  }
  if (card === undefined)
    return status === 'loading' ? <p className="small soft">{strings.models.loading}</p> : null;
  return <Download card={card} large />;
}

/** One model's download: start, progress, pause, resume, cancel, and what to do after a failure. */
export function Download({ card, large = false }: { card: PackCard; large?: boolean }) {
  const { packs } = useUndertone();
  const { download } = card;
  const runtimeStored = usePacks((state) =>
    state.cards.some((one) => one.runtime === card.runtime && one.download.status === 'installed'),
  );
  const whole = card.modelBytes + card.runtimeBytes;
  const cancel = (
    <Button key="cancel" data-testid="cancel-download" onClick={() => packs.cancel(card)}>
      {words.cancel}
    </Button>
  );
  const resume = (
    <Button key="resume" look="primary" data-testid="resume-download" onClick={() => packs.download(card)}>
      {words.resume}
    </Button>
  );
  switch (download.status) {
    case 'installed':
      return null;
    case 'idle':
      return (
        <div>
          <Button
            look="primary"
            large={large}
            data-testid="download-model"
            onClick={() => packs.download(card)}
          >
            {runtimeStored
              ? strings.firstRun.downloadModel(card.modelBytes)
              : strings.firstRun.download(card.modelBytes, card.runtimeBytes)}
          </Button>
        </div>
      );
    case 'failed':
      return (
        <ErrorNotice
          testId="download-error"
          error={download.error}
          actions={
            <>
              {resume}
              {cancel}
            </>
          }
        />
      );
    case 'paused':
      return (
        <Progress
          testId="download-progress"
          label={words.states.paused}
          done={download.storedBytes}
          total={download.totalBytes}
          notes={[words.of(download.storedBytes, download.totalBytes)]}
          actions={[resume, cancel]}
        />
      );
    case 'waiting':
      return (
        <Progress
          testId="download-progress"
          label={words.states.waiting}
          done={0}
          total={0}
          notes={[]}
          actions={cancel}
        />
      );
    case 'verifying':
      return (
        <Progress
          testId="download-progress"
          label={words.states.verifying}
          done={whole}
          total={whole}
          notes={[]}
        />
      );
    case 'downloading': {
      const { receivedBytes, totalBytes, bytesPerSecond, secondsLeft } = download.progress;
      const elsewhere = download.owner === 'another-tab';
      return (
        <Progress
          testId="download-progress"
          label={elsewhere ? words.elsewhere : words.states.downloading}
          done={receivedBytes}
          total={totalBytes}
          notes={[
            words.of(receivedBytes, totalBytes),
            bytesPerSecond === null ? undefined : words.rate(bytesPerSecond),
            secondsLeft === null ? undefined : words.left(Math.max(1, Math.round(secondsLeft))),
          ]}
          actions={[
            <Button key="pause" data-testid="pause-download" onClick={() => packs.pause(card)}>
              {words.pause}
            </Button>,
            cancel,
          ]}
        />
      );
    }
  }
}
