import { Component, type ReactNode } from 'react';
import { Button } from '../ui/Button.tsx';
import { strings } from '../ui/strings.ts';

interface Props {
  readonly children: ReactNode;
  /** Saves what is typed, before anything else is tried. */
  readonly onCrash: () => void;
}

interface State {
  readonly error: Error | undefined;
}

/** Catches a component's failure: the text is saved, and there is a way back. */
export class ErrorBoundary extends Component<Props, State> {
  override state: State = { error: undefined };

  static getDerivedStateFromError(cause: unknown): State {
    return { error: cause instanceof Error ? cause : new Error(String(cause)) };
  }

  override componentDidCatch() {
    this.props.onCrash();
  }

  override render() {
    const { error } = this.state;
    if (error === undefined) return this.props.children;
    return (
      <main className="page" data-testid="crash">
        <h1>{strings.crash.title}</h1>
        <p>{strings.crash.body}</p>
        <div className="row">
          <Button
            look="primary"
            onClick={() => {
              location.hash = '#/';
              this.setState({ error: undefined });
            }}
          >
            {strings.crash.back}
          </Button>
          <Button onClick={() => location.reload()}>{strings.crash.reload}</Button>
        </div>
        <details>
          <summary>{strings.crash.detail}</summary>
          <pre className="crash-detail">{`${error.name}: ${error.message}\n${error.stack ?? ''}`}</pre>
        </details>
      </main>
    );
  }
}
