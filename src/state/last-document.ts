const KEY = 'undertone:document';

/** The document that was shown last: by this tab, or by the page before it. */
export interface LastDocument {
  /** Empty: this tab showed a draft. Undefined: this tab is new. */
  readonly inThisTab: string | undefined;
  /** Shown last by any tab. */
  readonly anywhere: string | undefined;
}

/** Only random ids are kept, never a text. */
export function lastDocument(): LastDocument {
  try {
    return {
      inThisTab: sessionStorage.getItem(KEY) ?? undefined,
      anywhere: localStorage.getItem(KEY) ?? undefined,
    };
  } catch {
    // Without storage a start begins with the list.
    return { inThisTab: undefined, anywhere: undefined };
  }
}

export function rememberDocument(id: string | undefined): void {
  try {
    sessionStorage.setItem(KEY, id ?? '');
    if (id === undefined) localStorage.removeItem(KEY);
    else localStorage.setItem(KEY, id);
  } catch {
    // Nothing depends on it.
  }
}
