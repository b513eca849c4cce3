import { lazy, Suspense } from 'react';
import { Link, Route, Router, Switch } from 'wouter';
import { useHashLocation } from 'wouter/use-hash-location';
import { Desk } from '../pages/desk/Desk.tsx';
import { UndertoneProvider } from '../state/react.tsx';
import type { Undertone } from '../state/undertone.ts';
import { strings } from '../ui/strings.ts';
import { ErrorBoundary } from './ErrorBoundary.tsx';
import { Shell } from './Shell.tsx';

const Models = lazy(() => import('../pages/models/Models.tsx'));
const About = lazy(() => import('../pages/about/About.tsx'));

/** The page: one shell, three routes after the hash, so that any static host serves them. */
export function App({ undertone }: { undertone: Undertone }) {
  return (
    <UndertoneProvider value={undertone}>
      <ErrorBoundary onCrash={() => void undertone.desk.flush()}>
        <Router hook={useHashLocation}>
          <Shell>
            <Suspense fallback={<p className="page soft">{strings.app.loading}</p>}>
              <Switch>
                <Route path="/" component={Desk} />
                <Route path="/models" component={Models} />
                <Route path="/about" component={About} />
                <Route>
                  <div className="page">
                    <h1>{strings.app.notFound}</h1>
                    <p>
                      <Link href="/">{strings.app.toDesk}</Link>
                    </p>
                  </div>
                </Route>
              </Switch>
            </Suspense>
          </Shell>
        </Router>
      </ErrorBoundary>
    </UndertoneProvider>
  );
}
