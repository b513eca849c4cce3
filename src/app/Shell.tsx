import { type ReactNode, useEffect } from 'react';
import { Link, useLocation } from 'wouter';
import { THEMES } from '../state/app.ts';
import { useApp, useToasts, useUndertone } from '../state/react.tsx';
import { strings } from '../ui/strings.ts';
import { Toasts } from '../ui/Toasts.tsx';
import { Banners } from './Banners.tsx';
import { StatusChip } from './StatusChip.tsx';
import { useAcknowledged } from './useAcknowledged.ts';
import { useVolatile } from './useVolatile.ts';

const PAGES = [
  ['/', strings.app.desk],
  ['/models', strings.app.models],
  ['/about', strings.app.about],
] as const;

/** Header, banners, toasts: what stands around every page. */
export function Shell({ children }: { children: ReactNode }) {
  const { app, toaster } = useUndertone();
  const theme = useApp((state) => state.theme);
  const toasts = useToasts();
  const [location] = useLocation();
  const volatile = useVolatile();
  const [acknowledged, acknowledge] = useAcknowledged('storage');

  useEffect(() => {
    // The page's name only: a document's title is nothing for the browser's history.
    const page = PAGES.find(([href]) => href === location)?.[1];
    document.title = page === undefined ? strings.app.name : `${page} · ${strings.app.name}`;
  }, [location]);

  useEffect(() => {
    if (theme === 'system') document.documentElement.removeAttribute('data-theme');
    else document.documentElement.setAttribute('data-theme', theme);
  }, [theme]);

  return (
    <div className="shell">
      {/* Not a link: with hash locations a fragment would leave the page. On the Desk the text is meant, not its list. */}
      <button type="button" className="skip" onClick={skip}>
        {strings.app.skip}
      </button>
      <header className="bar">
        <Link href="/" className="brand" aria-label={strings.app.name}>
          <Mark />
          <span>{strings.app.name}</span>
        </Link>
        <nav aria-label={strings.app.pages} className="nav">
          {PAGES.map(([href, name]) => (
            <Link key={href} href={href} aria-current={location === href ? 'page' : undefined}>
              {name}
            </Link>
          ))}
        </nav>
        <StatusChip volatile={volatile && acknowledged} />
        <label className="theme">
          <span className="vh">{strings.app.theme}</span>
          <select
            className="field"
            value={theme}
            onChange={(event) => {
              const chosen = THEMES.find((one) => one === event.target.value);
              if (chosen !== undefined) app.setTheme(chosen);
            }}
          >
            {THEMES.map((one) => (
              <option key={one} value={one}>
                {strings.app.themes[one]}
              </option>
            ))}
          </select>
        </label>
      </header>
      <Banners volatile={volatile && !acknowledged} onAcknowledge={acknowledge} />
      <main id="content" className="content" tabIndex={-1}>
        {children}
      </main>
      <Toasts
        toasts={toasts.map(({ id, text, undo }) => ({ id, text, canUndo: undo !== undefined }))}
        onUndo={(id) => toaster.undo(id)}
        onDismiss={(id) => toaster.dismiss(id)}
      />
    </div>
  );
}

/** Goes to what the page is about. */
function skip(): void {
  (document.getElementById('text') ?? document.getElementById('content'))?.focus();
}

/** A rising and a falling stroke about a line: the product's mark. */
function Mark() {
  return (
    <svg className="mark" viewBox="0 0 24 16" aria-hidden="true">
      <path className="mark-up" d="M1 8 L6.5 1 L12 8 Z" />
      <path className="mark-down" d="M12 8 L17.5 15 L23 8 Z" />
    </svg>
  );
}
