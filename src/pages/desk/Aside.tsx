import { useDesk, usePacks } from '../../state/react.tsx';
import { Convention } from '../models/Convention.tsx';
import { Detail } from './Detail.tsx';
import { Gauge } from './Gauge.tsx';
import { Timeline } from './Timeline.tsx';

/** What the text says as a whole, and what the selected sentence says. */
export function Aside() {
  const analysis = useDesk((state) => state.analysis);
  const card = usePacks((state) => state.chosen?.card);
  if (analysis === undefined) return null;
  return (
    <aside className="aside">
      <Gauge analysis={analysis} />
      <Timeline analysis={analysis} />
      {card !== undefined && <Convention card={card} />}
      <Detail analysis={analysis} />
    </aside>
  );
}
