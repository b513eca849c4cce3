import { useState } from 'react';
import { useDesk, useUndertone } from '../../state/react.tsx';
import type { DocumentMeta } from '../../storage/types.ts';
import { Button } from '../../ui/Button.tsx';
import { FileButton } from '../../ui/FileButton.tsx';
import { formatDateTime, formatWhen } from '../../ui/format.ts';
import { strings } from '../../ui/strings.ts';

export const ACCEPT = '.txt,.md,.markdown,.html,.htm,.csv,.tsv,text/*';
const words = strings.documents;

/** Everything stored here: open, rename, delete with undo, start a new one, open a file. */
export function DocumentList({ onPicked }: { onPicked: () => void }) {
  const { desk } = useUndertone();
  const documents = useDesk((state) => state.documents);
  const listing = useDesk((state) => state.listing);
  const current = useDesk((state) => state.current?.id);
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
        label={words.openLabel}
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
          <DocumentRow
            key={document.id}
            document={document}
            current={document.id === current}
            onPicked={onPicked}
          />
        ))}
      </ul>
    </nav>
  );
}

interface RowProps {
  readonly document: DocumentMeta;
  readonly current: boolean;
  readonly onPicked: () => void;
}

function DocumentRow({ document, current, onPicked }: RowProps) {
  const { desk, toaster } = useUndertone();
  const [renaming, setRenaming] = useState(false);
  const { id, title, updatedAt, length } = document;
  const remove = async () => {
    const undo = await desk.remove(id);
    if (undo === undefined) return;
    toaster.show(words.removed(title), () => {
      void undo().then(() => toaster.show(words.restored(title)));
    });
  };
  const rename = (to: string) => {
    setRenaming(false);
    if (to.trim() !== '' && to !== title) void desk.rename(id, to);
  };
  return (
    <li className="document" data-current={current} data-testid="document">
      {renaming ? (
        <input
          className="field"
          aria-label={words.renameField}
          defaultValue={title}
          maxLength={200}
          // The field appears because its button was pressed: the focus follows.
          ref={(field) => field?.select()}
          onBlur={(event) => rename(event.target.value)}
          onKeyDown={(event) => {
            if (event.key === 'Enter') rename(event.currentTarget.value);
            if (event.key === 'Escape') setRenaming(false);
          }}
        />
      ) : (
        <button
          type="button"
          className="document-open"
          aria-current={current ? 'true' : undefined}
          onClick={() => {
            void desk.open(id);
            onPicked();
          }}
        >
          <span className="document-title" dir="auto">
            {title}
          </span>
          <span className="document-meta figure" title={formatDateTime(updatedAt)}>
            {formatWhen(updatedAt)} · {words.characters(length)}
          </span>
        </button>
      )}
      <span className="document-actions">
        <Button
          look="icon"
          aria-label={words.rename(title)}
          title={words.rename(title)}
          onClick={() => setRenaming(true)}
        >
          ✎
        </Button>
        <Button
          look="icon"
          data-testid="delete-document"
          aria-label={words.remove(title)}
          title={words.remove(title)}
          onClick={() => void remove()}
        >
          ✕
        </Button>
      </span>
    </li>
  );
}
