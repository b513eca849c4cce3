import { saveExport } from '../../state/desk/save-export.ts';
import { useDesk, useUndertone } from '../../state/react.tsx';
import { Button } from '../../ui/Button.tsx';
import { strings } from '../../ui/strings.ts';

/** Saves the sentences with their tones as a file. */
export function ExportButtons() {
  const { desk, packs, toaster } = useUndertone();
  const ready = useDesk((state) => state.analysis !== undefined);
  const save = async (format: 'csv' | 'json') => {
    const saved = await saveExport(desk.store.getState(), packs.store.getState(), format);
    // A file of a part looks like one of the whole.
    if (saved !== undefined && saved.read < saved.of)
      toaster.show(strings.exports.partial(saved.read, saved.of));
  };
  return (
    <fieldset className="exports" aria-label={strings.exports.title}>
      {(['csv', 'json'] as const).map((format) => (
        <Button
          key={format}
          disabled={!ready}
          data-testid={`export-${format}`}
          aria-label={strings.exports[`${format}Label`]}
          title={strings.exports[`${format}Label`]}
          onClick={() => void save(format)}
        >
          {strings.exports[format]}
        </Button>
      ))}
    </fieldset>
  );
}
