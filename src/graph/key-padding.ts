import { type FloatTensor, int, type Tensor } from './builder.ts';
import { sub } from './ops.ts';
import { shapeTensor } from './reshape.ts';
import { int64 } from './tensor-data.ts';

/** Lanes of the softmax kernel on WebAssembly. */
const LANES = 4;

/**
 * Lengthens keys, values and their mask to a multiple of four.
 *
 * ONNX Runtime's softmax on WebAssembly sums whole vectors of four first and the rest one by one, so that
 * the last digit of its sum depends on where the padded text ends. Such a digit can move a rounded
 * activation by a whole step later on; with whole vectors only, an answer is the same to the last bit
 * however much padding its batch has.
 */
export class KeyPadding {
  readonly mask: Tensor<'int32'>;
  readonly #rowPads: Tensor<'int64'>;
  readonly #columnPads: Tensor<'int64'>;

  /** @param mask int32 `[batch, length]`, 1 for a token */
  constructor(mask: Tensor<'int32'>) {
    const { graph } = mask;
    const zeros = (count: number): Tensor<'int64'> =>
      graph.literal(int64([count], new Array<number>(count).fill(0)));
    const length = shapeTensor(graph, ['length']);
    const missing = graph.apply('Mod', [sub(zeros(1), length), graph.literal(int64([1], [LANES]))], {
      type: 'int64',
      shape: [1],
    });
    const concat = (parts: readonly Tensor<'int64'>[], size: number): Tensor<'int64'> =>
      graph.apply('Concat', parts, { type: 'int64', shape: [size] }, { attributes: { axis: int(0) } });
    this.#rowPads = concat([zeros(4), missing, zeros(1)], 6);
    this.#columnPads = concat([zeros(7), missing], 8);
    this.mask = graph.apply('Pad', [mask, concat([zeros(3), missing], 4)], {
      type: 'int32',
      shape: ['batch', 'keys'],
    });
  }

  /** `[batch, length, hidden]` with rows of zeros up to `[batch, keys, hidden]`. */
  pad(x: FloatTensor): FloatTensor {
    return x.graph.apply('Pad', [x, this.#rowPads], {
      type: 'float32',
      shape: ['batch', 'keys', ...x.shape.slice(2)],
    });
  }

  /** A bias `[1, heads, length, length]` with columns of zeros up to `[1, heads, length, keys]`. */
  padBias(x: FloatTensor): FloatTensor {
    return x.graph.apply('Pad', [x, this.#columnPads], {
      type: 'float32',
      shape: [...x.shape.slice(0, 3), 'keys'],
    });
  }
}
