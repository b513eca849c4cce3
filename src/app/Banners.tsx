import { useApp, useDesk, usePacks, useUndertone } from '../state/react.tsx';
import { Banner } from '../ui/Banner.tsx';
import { Button } from '../ui/Button.tsx';
import { strings } from '../ui/strings.ts';

/** Standing messages: what the reader should know as long as it is so. */
export function Banners() {
  const { app } = useUndertone();
  const update = useApp((state) => state.updateWaiting);
  const unprotected = useApp((state) => state.offline.state === 'unprotected');
  const volatile = useApp((state) => state.persisted === false);
  const refused = useApp((state) => state.persistRefused);
  const installed = usePacks((state) => state.chosen !== undefined);
  const anything = useDesk((state) => state.documents.length > 0) || installed;
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
      {volatile && anything && (
        <Banner
          name="not-persistent"
          actions={
            refused ? undefined : (
              <Button onClick={() => void app.persist()}>{strings.banner.persistAction}</Button>
            )
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
