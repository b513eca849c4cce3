import { type KeyboardEvent, useEffect, useRef, useState } from 'react';
import { useDesk, useUndertone } from '../../state/react.tsx';
import type { DocumentMeta } from '../../storage/types.ts';
import { Button } from '../../ui/Button.tsx';
import { formatDateTime, formatWhen } from '../../ui/format.ts';
import { Icon } from '../../ui/Icon.tsx';
import { strings } from '../../ui/strings.ts';

const words = strings.documents;

interface RowProps {
  readonly document: DocumentMeta;
  readonly onPicked: () => void;
}

/** One document: Enter opens it, F2 renames it, Delete deletes it with undo. */
export function DocumentRow({ document: { id, title, updatedAt, length }, onPicked }: RowProps) {
  const { desk, toaster } = useUndertone();
  const current = useDesk((state) => state.current?.id === id);
  const [renaming, setRenaming] = useState(false);
  const row = useRef<HTMLLIElement>(null);
  // The field goes away under the focus: it returns to the document, unless the reader took it elsewhere.
  const returns = useRef(false);
  useEffect(() => {
    if (renaming || !returns.current) return;
    returns.current = false;
    focusOn(row.current);
  }, [renaming]);

  const remove = async () => {
    const neighbour = row.current?.nextElementSibling ?? row.current?.previousElementSibling ?? null;
    const undo = await desk.remove(id);
    if (undo === undefined) return;
    focusOn(neighbour);
    toaster.show(
      words.removed(title),
      () => {
        void undo().then(() => toaster.show(words.restored(title)));
      },
      { name: 'removed', many: words.removedMany },
    );
  };
  const rename = (to: string) => {
    setRenaming(false);
    if (to.trim() !== '' && to !== title) void desk.rename(id, to);
  };
  const onKey = (event: KeyboardEvent) => {
    if (event.key === 'F2') setRenaming(true);
    else if (event.key === 'Delete') void remove();
    else return;
    event.preventDefault();
  };
  // Tab passes a document with one step; the buttons of the open one are steps of their own.
  const step = current ? 0 : -1;
  return (
    <li ref={row} className="document" data-current={current} data-testid="document">
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
            if (event.key !== 'Enter' && event.key !== 'Escape') return;
            returns.current = true;
            if (event.key === 'Enter') rename(event.currentTarget.value);
            else setRenaming(false);
          }}
        />
      ) : (
        <button
          type="button"
          className="document-open"
          aria-current={current ? 'true' : undefined}
          aria-keyshortcuts="F2 Delete"
          onKeyDown={onKey}
          onClick={() => {
            void desk.open(id);
            onPicked();
          }}
        >
          <span className="document-title" dir="auto">
            {title}
          </span>
          <span className="document-meta" title={formatDateTime(updatedAt)}>
            {formatWhen(updatedAt)} · {words.characters(length)}
          </span>
        </button>
      )}
      <span className="document-actions">
        <Button
          look="icon"
          tabIndex={step}
          aria-label={words.rename(title)}
          title={`${words.rename(title)} (F2)`}
          onClick={() => setRenaming(true)}
        >
          <Icon name="rename" />
        </Button>
        <Button
          look="icon"
          tabIndex={step}
          data-testid="delete-document"
          aria-label={words.remove(title)}
          title={`${words.remove(title)} (${words.removeKey})`}
          onClick={() => void remove()}
        >
          <Icon name="remove" />
        </Button>
      </span>
    </li>
  );
}

/** Puts the focus on a row's document, or where there is none, on the button for a new one. */
function focusOn(row: Element | null): void {
  const target =
    row?.querySelector<HTMLElement>('.document-open') ??
    document.querySelector<HTMLElement>('[data-testid=new-document]');
  target?.focus();
}
