import { Dialog } from '../../ui/Dialog.tsx';
import { strings } from '../../ui/strings.ts';

/** Every key of the read mode. */
export function KeySheet({ onClose }: { onClose: () => void }) {
  return (
    <Dialog title={strings.keys.title} onClose={onClose}>
      <dl className="keys" data-testid="key-sheet">
        {strings.keys.list.map(([key, meaning]) => (
          <div key={key} className="keys-row">
            <dt>
              <kbd>{key}</kbd>
            </dt>
            <dd>{meaning}</dd>
          </div>
        ))}
      </dl>
    </Dialog>
  );
}
