import { useDesk, useUndertone } from '../../state/react.tsx';
import { Button } from '../../ui/Button.tsx';
import { FileButton } from '../../ui/FileButton.tsx';
import { strings } from '../../ui/strings.ts';
import { DocumentRow } from './DocumentRow.tsx';

export const ACCEPT = '.txt,.md,.markdown,.html,.htm,.csv,.tsv,.json,text/*';
const words = strings.documents;

/** Everything stored here: open, rename, delete with undo, start a new one, open a file. */
export function DocumentList({ onPicked }: { onPicked: () => void }) {
  const { desk } = useUndertone();
  const documents = useDesk((state) => state.documents);
  const listing = useDesk((state) => state.listing);
  return (
    <nav className="documents" aria-label={words.title}>
      <div className="documents-head">
        <h2>{words.title}</h2>
        <Button
          data-testid="new-document"
          aria-label={words.createLabel}
          onClick={() => {
            void desk.draft();
            onPicked();
          }}
        >
          {words.create}
        </Button>
      </div>
      <FileButton
        name={words.open}
        hint={words.openLabel}
        accept={ACCEPT}
        testId="file-input"
        onFile={(file) => {
          void desk.importFile(file);
          onPicked();
        }}
      />
      {listing === 'failed' && <Button onClick={() => void desk.refresh()}>{strings.app.retry}</Button>}
      {documents.length === 0 && (
        <p className="small soft">{listing === 'loading' ? words.loading : words.none}</p>
      )}
      <ul className="document-list" data-testid="document-list">
        {documents.map((document) => (
          <DocumentRow key={document.id} document={document} onPicked={onPicked} />
        ))}
      </ul>
    </nav>
  );
}
