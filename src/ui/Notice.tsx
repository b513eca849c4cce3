import type { ReactNode } from 'react';
import { adviceFor } from './advice.ts';
import { strings } from './strings.ts';

interface NoticeProps {
  readonly title: string;
  readonly body: string;
  readonly actions?: ReactNode;
  readonly testId?: string;
}

/** A message in the place that it concerns. */
export function Notice({ title, body, actions, testId }: NoticeProps) {
  return (
    <div className="notice" role="status" data-testid={testId}>
      <div>
        <strong>{title}</strong> {body}
      </div>
      {actions !== undefined && <div className="row">{actions}</div>}
    </div>
  );
}

interface ErrorNoticeProps {
  readonly error: { readonly name: string; readonly message: string };
  readonly actions?: ReactNode;
  readonly testId?: string;
}

/** An error in words that say what to do; what the program reported is one click away. */
export function ErrorNotice({ error, actions, testId = 'error' }: ErrorNoticeProps) {
  const advice = adviceFor(error);
  return (
    <div className="notice" role="alert" data-testid={testId} data-error={error.name}>
      <div>
        <strong>{advice.title}</strong> {advice.action}
      </div>
      <details className="small">
        <summary>{strings.crash.detail}</summary>
        {error.message} <span className="soft">({error.name})</span>
      </details>
      {actions !== undefined && <div className="row">{actions}</div>}
    </div>
  );
}
