import type { ReactNode } from 'react';

interface BannerProps {
  readonly name: string;
  readonly children: string;
  readonly actions?: ReactNode;
}

/** A standing message across the page. */
export function Banner({ name, children, actions }: BannerProps) {
  return (
    <aside className="banner" data-testid={`banner-${name}`} aria-label={children.slice(0, 60)}>
      <p>{children}</p>
      {actions !== undefined && <div className="row">{actions}</div>}
    </aside>
  );
}
