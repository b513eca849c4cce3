import { useEffect, useState } from 'react';
import { useDesk, useUndertone } from '../../state/react.tsx';
import { Button } from '../../ui/Button.tsx';
import { ErrorNotice, Notice } from '../../ui/Notice.tsx';
import { strings } from '../../ui/strings.ts';
import { Announcer } from './Announcer.tsx';
import { Aside } from './Aside.tsx';
import { DocumentList } from './DocumentList.tsx';
import { Editor } from './Editor.tsx';
import { FirstRun } from './FirstRun.tsx';
import { JobBar } from './JobBar.tsx';
import { KeySheet } from './KeySheet.tsx';
import { LanguageNotice } from './LanguageNotice.tsx';
import { PrintSheet } from './PrintSheet.tsx';
import { Reader } from './Reader.tsx';
import { SampleList } from './SampleList.tsx';
import { SaveNotices } from './SaveNotices.tsx';
import { Toolbar } from './Toolbar.tsx';
import { useDrop } from './useDrop.ts';

/** The main page: documents on the left, the text in the middle, what it says on the right. */
export function Desk() {
  const { desk } = useUndertone();
  const mode = useDesk((state) => state.mode);
  const blank = useDesk((state) => state.text === '' && state.job === undefined);
  const analysed = useDesk((state) => state.analysis !== undefined);
  const failure = useDesk((state) => state.failure);
  const conflict = useDesk((state) => state.conflict);
  const epoch = useDesk((state) => state.epoch);
  const [sheet, setSheet] = useState(false);
  const [drawer, setDrawer] = useState(false);
  const { dragging, ...drop } = useDrop((file) => void desk.importFile(file));

  useEffect(() => {
    if (!drawer) return;
    const close = (event: KeyboardEvent) => {
      if (event.key === 'Escape') setDrawer(false);
    };
    window.addEventListener('keydown', close);
    return () => window.removeEventListener('keydown', close);
  }, [drawer]);

  return (
    // Dropping a file is a second way to what the file button does for everybody.
    <div className="desk" data-blank={blank} data-drawer={drawer} {...drop}>
      {drawer && (
        <button
          type="button"
          className="drawer-backdrop"
          aria-label={strings.app.close}
          onClick={() => setDrawer(false)}
        />
      )}
      <PrintSheet />
      <DocumentList onPicked={() => setDrawer(false)} />
      <section id="text" className="sheet" tabIndex={-1} aria-label={strings.app.desk}>
        <h1 className="vh">{strings.app.desk}</h1>
        <Toolbar
          blank={blank}
          drawer={drawer}
          onDrawer={() => setDrawer(!drawer)}
          onSheet={() => setSheet(true)}
        />
        {conflict !== undefined && (
          <Notice
            testId="conflict"
            title={strings.conflict.title}
            body={strings.conflict.body}
            actions={
              <>
                <Button
                  onClick={() => {
                    desk.dismissConflict();
                    void desk.open(conflict);
                  }}
                >
                  {strings.conflict.show}
                </Button>
                <Button onClick={() => desk.dismissConflict()}>{strings.conflict.done}</Button>
              </>
            }
          />
        )}
        {failure !== undefined && (
          <ErrorNotice
            error={failure}
            actions={<Button onClick={() => desk.dismissFailure()}>{strings.app.dismiss}</Button>}
          />
        )}
        <SaveNotices />
        <LanguageNotice />
        <JobBar blank={blank} />
        <Announcer />
        {blank && <FirstRun />}
        {mode === 'edit' ? <Editor key={epoch} /> : <Reader onSheet={() => setSheet(true)} />}
        {blank && <SampleList />}
      </section>
      {analysed && <Aside />}
      {sheet && <KeySheet onClose={() => setSheet(false)} />}
      {dragging && <p className="dropping">{strings.documents.drop}</p>}
    </div>
  );
}
