import { useDesk, useUndertone } from '../../state/react.tsx';
import { strings } from '../../ui/strings.ts';

export const SEARCH_ID = 'search-field';

/** Filters the sentences by words; Escape clears it and gives the keys back to the text. */
export function SearchField() {
  const { desk } = useUndertone();
  const query = useDesk((state) => state.filter.query);
  return (
    <input
      id={SEARCH_ID}
      className="field search"
      type="search"
      data-testid="search"
      aria-label={strings.read.search}
      placeholder={strings.read.searchHint}
      value={query}
      onChange={(event) => desk.setFilter({ query: event.target.value })}
      onKeyDown={(event) => {
        if (event.key === 'Escape') {
          event.preventDefault();
          desk.setFilter({ query: '' });
          document.getElementById('read-view')?.focus();
        } else if (event.key === 'Enter') {
          desk.step(1);
          document.getElementById('read-view')?.focus();
        }
      }}
    />
  );
}
