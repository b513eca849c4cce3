import { type RefObject, useEffect } from 'react';
import { copied, type Shown, selectedSpan } from './copying.ts';

/** Copies the text as it was given: the browser would run the view's blocks together, and leave out those not in view. */
export function useExactCopy(column: RefObject<HTMLElement | null>, shown: Shown): void {
  const { text, blocks, segmentation, listing } = shown;
  useEffect(() => {
    const copy = (event: ClipboardEvent) => {
      const { target, clipboardData } = event;
      if (column.current === null || clipboardData === null) return;
      // A field has a selection of its own.
      if (target instanceof HTMLInputElement || target instanceof HTMLTextAreaElement) return;
      const now = { text, blocks, segmentation, listing };
      const span = selectedSpan(column.current, now);
      if (span === undefined) return;
      clipboardData.setData('text/plain', copied(now, span));
      event.preventDefault();
    };
    document.addEventListener('copy', copy);
    return () => document.removeEventListener('copy', copy);
  }, [column, text, blocks, segmentation, listing]);
}
