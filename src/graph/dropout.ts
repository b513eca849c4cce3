import type { Dim, FloatTensor, Graph, Shape, Tensor } from './builder.ts';
import { GraphError } from './errors.ts';
import { mul, scalar } from './ops.ts';
import { createWords } from './random.ts';
import { type TensorData, tensorData } from './tensor-data.ts';

/** Rates of dropout (Srivastava et al. 2014): on hidden states and on attention probabilities. */
export interface DropoutRates {
  readonly hidden: number;
  readonly attention: number;
}

/** A place where a training graph drops values: an input fed with 1 (kept) and 0 (dropped). */
export interface DropoutSite {
  /** Name of the uint8 input. */
  readonly name: string;
  readonly shape: Shape;
  /** Share of dropped values in 256ths. */
  readonly dropped: number;
}

/**
 * Dropout from masks that are fed. ONNX's own random operators keep a hidden state in the session, so that
 * a run that is resumed would differ; masks made from (seed, step) do not, and PyTorch can be fed the same.
 */
export class Dropout {
  readonly sites: DropoutSite[] = [];
  readonly #graph: Graph;

  constructor(graph: Graph) {
    this.#graph = graph;
  }

  /** x with a share of its values set to zero and the others scaled up to keep the mean. */
  apply(x: FloatTensor, site: string, rate: number): FloatTensor {
    const dropped = Math.round(rate * 256);
    if (dropped <= 0) return x;
    if (dropped >= 256) throw new GraphError('Dropout of everything leaves nothing.');
    const name = `dropout.${site}`;
    this.sites.push({ name, shape: x.shape, dropped });
    const mask: Tensor<'uint8'> = this.#graph.input(name, 'uint8', x.shape);
    const factor = scalar(this.#graph, 256 / (256 - dropped));
    const factors = this.#graph.apply('DequantizeLinear', [mask, factor], {
      type: 'float32',
      shape: x.shape,
    });
    return mul(x, factors);
  }
}

/** A size for given values of the named axes; products such as `batch*length` are multiplied out. */
function evaluate(size: Dim, axes: Readonly<Record<string, number>>): number {
  if (typeof size === 'number') return size;
  return size.split('*').reduce((product, factor) => {
    const value = axes[factor] ?? Number(factor);
    if (!Number.isInteger(value)) throw new GraphError(`The size of ${factor} is not given.`);
    return product * value;
  }, 1);
}

/**
 * The masks of one step, a pure function of its arguments.
 * @param axes values of `batch` and `length`
 */
export function dropoutMasks(
  sites: readonly DropoutSite[],
  axes: Readonly<Record<string, number>>,
  seed: number,
  step: number,
): ReadonlyMap<string, TensorData<'uint8'>> {
  const masks = new Map<string, TensorData<'uint8'>>();
  for (const [index, { name, shape, dropped }] of sites.entries()) {
    const sizes = shape.map((size) => evaluate(size, axes));
    const mask = new Uint8Array(sizes.reduce((product, size) => product * size, 1));
    const next = createWords(seed, step, index);
    for (let i = 0; i < mask.length; i += 4) {
      const word = next();
      // One random byte a value; writes beyond the end are ignored.
      mask[i] = (word & 255) >= dropped ? 1 : 0;
      mask[i + 1] = ((word >>> 8) & 255) >= dropped ? 1 : 0;
      mask[i + 2] = ((word >>> 16) & 255) >= dropped ? 1 : 0;
      mask[i + 3] = word >>> 24 >= dropped ? 1 : 0;
    }
    masks.set(name, tensorData('uint8', sizes, mask));
  }
  return masks;
}
