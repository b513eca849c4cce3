/**
 * The members of a JSON object as they are written (`"id": 12345678901234567890`), so that fields pass through
 * without a number losing digits.
 *
 * @param source an object that JSON.parse has accepted.
 */
export function membersOf(source: string): { readonly key: string; readonly source: string }[] {
  const inner = source.trim().slice(1, -1);
  const members: { key: string; source: string }[] = [];
  let depth = 0;
  let start = 0;
  let colon = -1;
  for (let i = 0; i <= inner.length; i++) {
    const sign = inner[i];
    if (sign === '"') i = closingQuote(inner, i);
    else if (sign === '{' || sign === '[') depth++;
    else if (sign === '}' || sign === ']') depth--;
    else if (sign === ':' && depth === 0 && colon < 0) colon = i;
    else if ((sign === ',' && depth === 0) || sign === undefined) {
      const key: unknown = colon < 0 ? undefined : JSON.parse(inner.slice(start, colon));
      if (typeof key === 'string') members.push({ key, source: inner.slice(start, i).trim() });
      start = i + 1;
      colon = -1;
    }
  }
  return members;
}

function closingQuote(text: string, open: number): number {
  let i = open + 1;
  while (i < text.length && text[i] !== '"') i += text[i] === '\\' ? 2 : 1;
  return i;
}
