const MAX_TITLE = 80;

/** A document's title from its first line that holds a letter or digit; empty where there is none. */
export function titleOf(text: string): string {
  // The beginning is enough: a title is never looked for deep inside megabytes.
  for (const line of text.slice(0, 4_000).split(/\r\n?|\n/)) {
    const plain = line.replace(/^[\s#>*\-•–—=]+/u, '').trim();
    if (!/[\p{L}\p{N}]/u.test(plain)) continue;
    if (plain.length <= MAX_TITLE) return plain;
    const cut = plain.slice(0, MAX_TITLE);
    return `${cut.slice(0, cut.lastIndexOf(' ') > 40 ? cut.lastIndexOf(' ') : MAX_TITLE)}…`;
  }
  return '';
}
