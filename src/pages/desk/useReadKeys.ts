import { useEffect } from 'react';
import { useUndertone } from '../../state/react.tsx';
import { SEARCH_ID } from './SearchField.tsx';

const TAKES_LETTERS = 'input:not([type=checkbox]), textarea, select, [contenteditable]';

/** True where a key belongs to what has the focus: a field, a menu, an open dialog. */
function isTaken(event: KeyboardEvent): boolean {
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || event.isComposing)
    return true;
  if (document.querySelector('dialog[open]') !== null) return true;
  const target = event.target;
  return target instanceof Element && target.closest(TAKES_LETTERS) !== null;
}

/** The keys of the read mode; they do nothing while something else has the focus that takes letters. */
export function useReadKeys(onSheet: () => void): void {
  const { desk } = useUndertone();
  useEffect(() => {
    const keys: Readonly<Record<string, () => void>> = {
      j: () => desk.step(1),
      k: () => desk.step(-1),
      e: () => desk.setMode('edit'),
      '1': () => desk.toggleTone('positive'),
      '2': () => desk.toggleTone('negative'),
      '3': () => desk.toggleTone('neutral'),
      '0': () => desk.clearFilter(),
      '/': () => document.getElementById(SEARCH_ID)?.focus(),
      '?': onSheet,
      Escape: () => {
        if (desk.store.getState().filter.query !== '') desk.setFilter({ query: '' });
        else desk.select(undefined);
      },
    };
    const onKey = (event: KeyboardEvent) => {
      const act = keys[event.key];
      if (act === undefined || isTaken(event)) return;
      event.preventDefault();
      act();
    };
    window.addEventListener('keydown', onKey);
    return () => window.removeEventListener('keydown', onKey);
  }, [desk, onSheet]);
}
