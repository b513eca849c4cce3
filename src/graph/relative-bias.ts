import type { FloatTensor, Graph, Tensor } from './builder.ts';
import type { EncoderConfig } from './config.ts';
import { add, gather, sub, transpose } from './ops.ts';
import { positionRows } from './positions.ts';
import { reshape } from './reshape.ts';
import { int64, tensorData } from './tensor-data.ts';

/** Distances from here on share a bucket. */
const MAX_DISTANCE = 128;

/**
 * Bucket of a distance (key − query), as MPNet and T5 count them (Raffel et al. 2020, bidirectional): half
 * of the buckets for each direction, the nearer half of those exact, the others logarithmic.
 */
export function relativeBucket(distance: number, buckets: number): number {
  const half = Math.floor(buckets / 2);
  const exact = Math.floor(half / 2);
  const base = distance > 0 ? half : 0;
  const steps = Math.abs(distance);
  if (steps < exact) return base + steps;
  // In single precision, as the reference implementation computes it.
  const ratio = Math.fround(Math.log(Math.fround(steps / exact)));
  const share = Math.fround(ratio / Math.fround(Math.log(MAX_DISTANCE / exact)));
  return base + Math.min(half - 1, exact + Math.floor(Math.fround(share * (half - exact))));
}

/** Buckets of all pairs of positions, int32 `[length, length]`, query by key. */
export function bucketMatrix(graph: Graph, config: EncoderConfig): Tensor<'int32'> {
  const span = config.maxTokens;
  const every = Int32Array.from({ length: 2 * span - 1 }, (_, i) =>
    relativeBucket(i - span + 1, config.relativeBuckets),
  );
  const numbers = Array.from({ length: config.positions }, (_, i) => i - config.firstPosition);
  const table = graph.constant('positions.range', int64([config.positions], numbers));
  const range = positionRows(table, config);
  const distance = sub(reshape(range, [1, 'length']), reshape(range, ['length', 1]));
  const index = add(distance, graph.literal(int64([], [span - 1])));
  return gather(graph.constant('positions.buckets', tensorData('int32', [every.length], every)), index);
}

/** The bias that MPNet adds to the attention scores of every layer, `[1, heads, length, length]`. */
export function relativeBias(table: FloatTensor, buckets: Tensor<'int32'>): FloatTensor {
  const heads = table.shape[1] ?? 1;
  const rows = gather(table, buckets);
  return reshape(transpose(rows, [2, 0, 1]), [1, heads, 'length', 'length']);
}
