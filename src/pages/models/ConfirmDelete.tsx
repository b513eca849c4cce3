import { useRef } from 'react';
import type { PackCard } from '../../state/packs.ts';
import { Button } from '../../ui/Button.tsx';
import { Dialog } from '../../ui/Dialog.tsx';
import { formatBytes } from '../../ui/format.ts';
import { strings } from '../../ui/strings.ts';

const words = strings.models.confirm;

interface ConfirmDeleteProps {
  readonly card: PackCard;
  readonly onDelete: () => void;
  readonly onClose: () => void;
}

/** Asks before a model is deleted, and says what follows from it. */
export function ConfirmDelete({ card, onDelete, onClose }: ConfirmDeleteProps) {
  const row = useRef<HTMLDivElement>(null);
  // Closed by itself, so that the focus goes back to where it was.
  const close = () => row.current?.closest('dialog')?.close();
  return (
    <Dialog title={words.title(card.entry.title)} onClose={onClose}>
      <p>{words.frees(formatBytes(card.modelBytes))}</p>
      <p>{card.trust === 'catalogue' ? words.download : words.file}</p>
      <div ref={row} className="row">
        <Button
          look="primary"
          data-testid="confirm-delete-model"
          onClick={() => {
            close();
            onDelete();
          }}
        >
          {strings.models.remove}
        </Button>
        <Button onClick={close}>{words.keep}</Button>
      </div>
    </Dialog>
  );
}
