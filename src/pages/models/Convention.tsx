import { useId } from 'react';
import type { PackCard } from '../../state/packs.ts';
import { usePacks, useUndertone } from '../../state/react.tsx';
import { strings } from '../../ui/strings.ts';

const words = strings.models;

/** The conventions that a model can answer in, and what the chosen one asks; nothing where there is only one. */
export function Convention({ card }: { card: PackCard }) {
  const { packs } = useUndertone();
  const head = usePacks((state) => state.chosen?.head);
  const id = useId();
  const { heads } = card.entry;
  const current = heads.find((one) => one.id === head);
  if (heads.length < 2) return null;
  return (
    <div className="convention small">
      <div className="row">
        <label htmlFor={id} title={words.conventionMeans}>
          {words.convention}
        </label>
        <select
          id={id}
          className="field"
          data-testid="convention"
          aria-describedby={`${id}-means`}
          value={head}
          onChange={(event) => packs.choose(card, event.target.value)}
        >
          {heads.map((one) => (
            <option key={one.id} value={one.id}>
              {one.title}
            </option>
          ))}
        </select>
      </div>
      <p id={`${id}-means`} className="soft">
        {current?.description}
      </p>
    </div>
  );
}
