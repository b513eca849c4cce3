import { useApp, useUndertone } from '../../state/react.tsx';
import { strings } from '../../ui/strings.ts';
import { Notices } from './Notices.tsx';
import './about.css';

const words = strings.about;

/** What this is, what happens to the reader's text, and whose work it stands on. */
export default function About() {
  const { version } = useUndertone();
  const offline = useApp((state) => state.offline);
  return (
    <div className="page about">
      <h1>{words.title}</h1>
      <p>{words.lead}</p>
      <p className="figure small soft">{words.version(version)}</p>
      <section className="about-section">
        <h2>{words.privacy}</h2>
        <ul className="points">
          {words.privacyPoints.map((point) => (
            <li key={point}>{point}</li>
          ))}
        </ul>
        <h3>{words.protection}</h3>
        <p data-testid="protection" data-state={offline.state}>
          {offline.closed || offline.state === 'protected' ? words.protectedYes : words.protectedNo}
          {offline.reason !== undefined && <span className="figure soft"> ({offline.reason})</span>}
        </p>
      </section>
      <section className="about-section">
        <h2>{words.licence}</h2>
        <p>{words.licenceBody}</p>
      </section>
      <Notices />
    </div>
  );
}
