import type { ButtonHTMLAttributes } from 'react';

type Look = 'plain' | 'primary' | 'quiet' | 'icon';

interface ButtonProps extends Omit<ButtonHTMLAttributes<HTMLButtonElement>, 'type' | 'className'> {
  readonly look?: Look;
  readonly large?: boolean;
}

/** A button that never submits a form by accident. */
export function Button({ look = 'plain', large = false, ...rest }: ButtonProps) {
  const classes = ['button'];
  if (look === 'primary') classes.push('button-primary');
  if (look === 'quiet' || look === 'icon') classes.push('button-quiet');
  if (look === 'icon') classes.push('button-icon');
  if (large) classes.push('button-large');
  return <button {...rest} type="button" className={classes.join(' ')} />;
}
