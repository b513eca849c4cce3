import { useDesk, useUndertone } from '../../state/react.tsx';
import { fileNameOf, saveBlob } from '../../state/save-file.ts';
import { Button } from '../../ui/Button.tsx';
import { ErrorNotice, Notice } from '../../ui/Notice.tsx';
import { strings } from '../../ui/strings.ts';

const words = strings.unsaved;

/** What the reader must know about the safety of the text, and the ways out: no text is left without a word. */
export function SaveNotices() {
  return (
    <>
      <NotSaved />
      <Gone />
    </>
  );
}

function NotSaved() {
  const { desk, toaster } = useUndertone();
  const failure = useDesk((state) => state.saveFailure);
  const held = useDesk((state) => state.held);
  if (failure === undefined) return null;
  const saveFile = () => {
    const { text, current, draft } = desk.store.getState();
    const name = fileNameOf(current?.title ?? draft?.title ?? '');
    saveBlob(new Blob([text], { type: 'text/plain;charset=utf-8' }), `${name}.txt`);
  };
  const discard = async () => {
    const undo = await desk.discard();
    toaster.show(words.discarded, () => void undo());
  };
  return (
    <>
      {held && <Notice testId="held" title={words.heldTitle} body={words.heldBody} />}
      <ErrorNotice
        error={failure}
        actions={
          <>
            <Button data-testid="save-again" onClick={() => void desk.flush()}>
              {strings.app.retry}
            </Button>
            <Button data-testid="save-as-file" onClick={saveFile}>
              {words.saveFile}
            </Button>
            <Button data-testid="discard" onClick={() => void discard()}>
              {words.discard}
            </Button>
          </>
        }
      />
    </>
  );
}

function Gone() {
  const { desk } = useUndertone();
  const gone = useDesk((state) => state.gone);
  if (gone === undefined) return null;
  return (
    <Notice
      testId="gone"
      title={strings.gone.title}
      body={gone === 'shown' ? strings.gone.shown : strings.gone.kept}
      actions={
        gone === 'shown' ? (
          <>
            <Button data-testid="keep-gone" onClick={() => void desk.keep()}>
              {strings.gone.keep}
            </Button>
            <Button onClick={() => void desk.draft()}>{strings.gone.close}</Button>
          </>
        ) : (
          <Button onClick={() => desk.dismissGone()}>{strings.app.dismiss}</Button>
        )
      }
    />
  );
}
