import { useApp, useUndertone } from '../state/react.tsx';
import { Banner } from '../ui/Banner.tsx';
import { Button } from '../ui/Button.tsx';
import { strings } from '../ui/strings.ts';

interface BannersProps {
  /** The browser may clear what is stored, and the reader has not yet said that this was read. */
  readonly volatile: boolean;
  readonly onAcknowledge: () => void;
}

/** Standing messages: what the reader should know as long as it is so. */
export function Banners({ volatile, onAcknowledge }: BannersProps) {
  const { app } = useUndertone();
  const update = useApp((state) => state.updateWaiting);
  const unprotected = useApp((state) => state.offline.state === 'unprotected');
  const refused = useApp((state) => state.persistRefused);
  return (
    <>
      {unprotected && <Banner name="unprotected">{strings.banner.unprotected}</Banner>}
      {update && (
        <Banner
          name="update"
          actions={<Button onClick={() => app.activateUpdate()}>{strings.banner.updateAction}</Button>}
        >
          {strings.banner.update}
        </Banner>
      )}
      {volatile && (
        <Banner
          name="not-persistent"
          actions={
            <>
              {!refused && <Button onClick={() => void app.persist()}>{strings.banner.persistAction}</Button>}
              <Button data-testid="acknowledge-storage" onClick={onAcknowledge}>
                {strings.banner.acknowledge}
              </Button>
            </>
          }
        >
          {refused
            ? `${strings.banner.notPersistent} ${strings.banner.persistRefused}`
            : strings.banner.notPersistent}
        </Banner>
      )}
    </>
  );
}
