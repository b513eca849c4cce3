import type { Tensor } from './builder.ts';
import type { EncoderConfig } from './config.ts';
import { add } from './ops.ts';
import { shapeTensor } from './reshape.ts';
import { type ElementType, int64 } from './tensor-data.ts';

/**
 * The rows of a position table that a text of the fed length takes, `[length, …]`. Padding comes after
 * the text, so that a token's position is its index.
 */
export function positionRows<E extends ElementType>(table: Tensor<E>, config: EncoderConfig): Tensor<E> {
  const { graph, type, shape } = table;
  const length = shapeTensor(graph, ['length']);
  const start = graph.literal(int64([1], [config.firstPosition]));
  const end = config.firstPosition === 0 ? length : add(length, start);
  const axes = graph.literal(int64([1], [0]));
  return graph.apply('Slice', [table, start, end, axes], { type, shape: ['length', ...shape.slice(1)] });
}
