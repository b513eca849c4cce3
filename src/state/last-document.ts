const KEY = 'undertone:document';

/** The document that this tab showed last; a reload shows it again. Only its random id is kept, never its text. */
export function lastDocument(): string | undefined {
  try {
    return sessionStorage.getItem(KEY) ?? undefined;
  } catch {
    // Without session storage a reload starts with the list.
    return undefined;
  }
}

export function rememberDocument(id: string | undefined): void {
  try {
    if (id === undefined) sessionStorage.removeItem(KEY);
    else sessionStorage.setItem(KEY, id);
  } catch {
    // Nothing depends on it.
  }
}
