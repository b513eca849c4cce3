import type { ReactNode } from 'react';

interface ProgressProps {
  readonly label: string;
  readonly done: number;
  readonly total: number;
  /** Amount, rate and time left, already in words. */
  readonly notes: readonly (string | undefined)[];
  readonly testId: string;
  readonly actions?: ReactNode;
}

/** A bar with its figures and its buttons; without a total it shows that something runs, not how far. */
export function Progress({ label, done, total, notes, testId, actions }: ProgressProps) {
  const known = total > 0;
  return (
    <div className="progress" data-testid={testId} data-done={done} data-total={total}>
      <div className="progress-head">
        <span>{label}</span>
        <span className="figure soft">{notes.filter((note) => note !== undefined).join(' · ')}</span>
      </div>
      <progress
        className="progress-track"
        aria-label={label}
        {...(known ? { value: Math.min(done, total), max: total } : {})}
      />
      {actions !== undefined && <div className="row">{actions}</div>}
    </div>
  );
}
