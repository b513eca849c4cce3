import { useEffect, useState } from 'react';
import type { Failure } from '../../state/failure.ts';
import { failureOf } from '../../state/failure.ts';
import { loadNotices, type Notice } from '../../state/notices.ts';
import { ErrorNotice } from '../../ui/Notice.tsx';
import { strings } from '../../ui/strings.ts';

const words = strings.about;

/** Third-party notices, as the build wrote them; each licence's text is one click away. */
export function Notices() {
  const [notices, setNotices] = useState<readonly Notice[]>();
  const [failure, setFailure] = useState<Failure>();
  useEffect(() => {
    loadNotices().then(setNotices, (cause: unknown) => setFailure(failureOf(cause)));
  }, []);
  return (
    <section className="about-section" aria-label={words.notices}>
      <h2>{words.notices}</h2>
      {failure !== undefined && <ErrorNotice error={failure} />}
      {notices === undefined && failure === undefined && <p className="soft">{words.noticesLoading}</p>}
      {notices !== undefined && (
        <>
          <p className="small soft">{words.noticesCount(notices.length)}</p>
          <ul className="notices" data-testid="notices">
            {notices.map((notice) => (
              <li key={`${notice.kind} ${notice.name} ${notice.version} ${notice.licence}`}>
                <details>
                  <summary>
                    <strong>{notice.name}</strong> <span className="figure soft">{notice.version}</span>{' '}
                    {notice.licence}
                  </summary>
                  <pre>{notice.text}</pre>
                </details>
              </li>
            ))}
          </ul>
        </>
      )}
    </section>
  );
}
