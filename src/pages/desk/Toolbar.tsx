import { useDesk, useUndertone } from '../../state/react.tsx';
import { Button } from '../../ui/Button.tsx';
import { strings } from '../../ui/strings.ts';
import { ExportButtons } from './ExportButtons.tsx';
import { SearchField } from './SearchField.tsx';

interface ToolbarProps {
  readonly blank: boolean;
  readonly drawer: boolean;
  readonly onDrawer: () => void;
  readonly onSheet: () => void;
}

/** Mode, title, save state; search and export where there is something to search and export. */
export function Toolbar({ blank, drawer, onDrawer, onSheet }: ToolbarProps) {
  const { desk } = useUndertone();
  const mode = useDesk((state) => state.mode);
  const title = useDesk((state) => state.current?.title);
  const saving = useDesk((state) => state.saving);
  const reading = mode === 'read' && !blank;
  return (
    <div className="toolbar">
      <span className="drawer-button">
        <Button aria-expanded={drawer} onClick={onDrawer}>
          {strings.documents.show}
        </Button>
      </span>
      <fieldset className="modes" aria-label={strings.modes.label}>
        {(['read', 'edit'] as const).map((one) => (
          <button
            key={one}
            type="button"
            data-testid={`mode-${one}`}
            aria-pressed={mode === one}
            disabled={one === 'read' && blank}
            onClick={() => desk.setMode(one)}
          >
            {strings.modes[one]}
          </button>
        ))}
      </fieldset>
      <span className="toolbar-title" data-testid="document-title">
        {title}
      </span>
      {reading ? (
        <>
          <SearchField />
          <ExportButtons />
          <Button look="icon" aria-label={strings.keys.title} title={strings.keys.title} onClick={onSheet}>
            ?
          </Button>
        </>
      ) : (
        <span className="small soft" data-testid="save-state" data-state={saving}>
          {blank ? '' : strings.edit[saving]}
        </span>
      )}
    </div>
  );
}
