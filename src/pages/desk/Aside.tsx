import { useDesk } from '../../state/react.tsx';
import { Detail } from './Detail.tsx';
import { Gauge } from './Gauge.tsx';
import { Timeline } from './Timeline.tsx';

/** What the text says as a whole, and what the selected sentence says. */
export function Aside() {
  const analysis = useDesk((state) => state.analysis);
  if (analysis === undefined) return null;
  return (
    <aside className="aside">
      <Gauge analysis={analysis} />
      <Timeline analysis={analysis} />
      <Detail analysis={analysis} />
    </aside>
  );
}
