import { useId } from 'react';
import type { PackCard } from '../../state/packs.ts';
import { usePacks, useUndertone } from '../../state/react.tsx';
import { Button } from '../../ui/Button.tsx';
import { strings } from '../../ui/strings.ts';

const words = strings.models;

/** Which model reads, and in which convention. */
export function UseModel({ card }: { card: PackCard }) {
  const { packs } = useUndertone();
  const chosen = usePacks((state) => state.chosen?.card.key === card.key);
  if (!chosen) {
    const head = card.entry.heads[0]?.id ?? '';
    return (
      <Button data-testid="use-model" onClick={() => packs.choose(card, head)}>
        {words.use}
      </Button>
    );
  }
  return <Convention card={card} />;
}

/** The conventions that a model can answer in; nothing where there is only one. */
export function Convention({ card }: { card: PackCard }) {
  const { packs } = useUndertone();
  const head = usePacks((state) => state.chosen?.head);
  const id = useId();
  const { heads } = card.entry;
  const current = heads.find((one) => one.id === head);
  if (heads.length < 2) return null;
  return (
    <span className="row small" title={current?.description}>
      <label htmlFor={id}>{words.conventions}</label>
      <select
        id={id}
        className="field"
        data-testid="convention"
        value={head}
        onChange={(event) => packs.choose(card, event.target.value)}
      >
        {heads.map((one) => (
          <option key={one.id} value={one.id}>
            {one.title}
          </option>
        ))}
      </select>
    </span>
  );
}
