import type { ReactNode } from 'react';

/** A text in which the words searched for are marked, in any case. */
export function Highlighted({ text, query }: { text: string; query: string }): ReactNode {
  if (query === '') return text;
  const plain = text.toLocaleLowerCase();
  const wanted = query.toLocaleLowerCase();
  // Lower case may change a text's length (İ): places would no longer fit, so nothing is marked.
  if (plain.length !== text.length) return text;
  const parts: ReactNode[] = [];
  let at = 0;
  for (let found = plain.indexOf(wanted); found >= 0; found = plain.indexOf(wanted, at)) {
    parts.push(text.slice(at, found), <mark key={found}>{text.slice(found, found + wanted.length)}</mark>);
    at = found + wanted.length;
  }
  parts.push(text.slice(at));
  return parts;
}
