import { Button } from './Button.tsx';
import { Icon } from './Icon.tsx';
import { strings } from './strings.ts';

/** A short message, with an undo where there is one. */
export interface ToastView {
  readonly id: number;
  readonly text: string;
  readonly canUndo: boolean;
}

interface ToastsProps {
  readonly toasts: readonly ToastView[];
  readonly onUndo: (id: number) => void;
  readonly onDismiss: (id: number) => void;
}

/** The stack of short messages; politely announced. */
export function Toasts({ toasts, onUndo, onDismiss }: ToastsProps) {
  return (
    <div className="toasts" role="status" aria-live="polite">
      {toasts.map((toast) => (
        <div key={toast.id} className="toast" data-undo={toast.canUndo} data-testid="toast">
          <p>{toast.text}</p>
          {toast.canUndo && <Button onClick={() => onUndo(toast.id)}>{strings.app.undo}</Button>}
          <Button look="icon" aria-label={strings.app.dismiss} onClick={() => onDismiss(toast.id)}>
            <Icon name="close" />
          </Button>
        </div>
      ))}
    </div>
  );
}
