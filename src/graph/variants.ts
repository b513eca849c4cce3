import type { LayerNames } from './names.ts';

/** The linear maps of a layer that a low-rank adapter can be put beside. */
export type LoraTarget = 'query' | 'key' | 'value' | 'attentionOutput' | 'intermediate' | 'output';

/**
 * What of a model is trained. Heads always are.
 * - `full`: every weight
 * - `bitfit`: biases, of normalisations too (Ben Zaken et al. 2022)
 * - `lora`: W x + (alpha / rank) B A x with trained A and B (Hu et al. 2022)
 * - `head`: nothing else
 */
export type Variant =
  | { readonly kind: 'full' }
  | { readonly kind: 'bitfit' }
  | {
      readonly kind: 'lora';
      readonly rank: number;
      readonly alpha: number;
      readonly targets: readonly LoraTarget[];
    }
  | { readonly kind: 'head' };

/** True where a variant trains the base weight of this name. */
export function isTrained(variant: Variant, name: string): boolean {
  switch (variant.kind) {
    case 'full':
      return true;
    case 'bitfit':
      return name.endsWith('.bias');
    default:
      return false;
  }
}

/** Names of the linear maps of a layer that an adapter is put beside. */
export function loraTargets(variant: Variant, names: LayerNames): ReadonlySet<string> {
  return new Set(variant.kind === 'lora' ? variant.targets.map((target) => names[target]) : []);
}
