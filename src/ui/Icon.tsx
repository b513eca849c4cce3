/** Strokes on a grid of 16: one style for every small button. */
const PATHS = {
  rename: 'M2.5 13.5l.7-3.1 7.4-7.4 2.4 2.4-7.4 7.4zM9.1 4.5l2.4 2.4',
  remove: 'M2.8 4.3h10.4M6.3 4.3V2.8h3.4v1.5M4.2 4.3l.6 9h6.4l.6-9M6.9 6.8v4.2M9.1 6.8v4.2',
  close: 'M4 4l8 8M12 4l-8 8',
  help: 'M5.4 5.6a2.6 2.6 0 1 1 3.7 2.4c-.8.4-1.1.8-1.1 1.7M8 12.2v.2',
} as const;

/** A small picture for a button that carries its name elsewhere. */
export function Icon({ name }: { name: keyof typeof PATHS }) {
  return (
    <svg className="icon" viewBox="0 0 16 16" aria-hidden="true">
      <path d={PATHS[name]} />
    </svg>
  );
}
