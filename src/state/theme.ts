import { THEMES, type Theme } from './app.ts';

const KEY = 'undertone:theme';

/** The theme has to be known before the first paint, and the database answers later: it is kept twice. */
export function loadTheme(): Theme {
  try {
    const stored = localStorage.getItem(KEY);
    return THEMES.find((theme) => theme === stored) ?? 'system';
  } catch {
    // Without local storage the system's theme is as good as any.
    return 'system';
  }
}

export function saveTheme(theme: Theme): void {
  try {
    localStorage.setItem(KEY, theme);
  } catch {
    // The theme holds until the page is closed.
  }
}
