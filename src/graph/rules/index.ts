import { ELEMENTWISE } from './elementwise.ts';
import { MATRIX } from './matrix.ts';
import { NORMALISE } from './normalise.ts';
import type { Rule } from './rule.ts';
import { SHAPE } from './shape.ts';

/** Gradients by operator. */
export const RULES: Readonly<Record<string, Rule | undefined>> = {
  ...ELEMENTWISE,
  ...MATRIX,
  ...NORMALISE,
  ...SHAPE,
};
