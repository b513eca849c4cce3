import { type InferenceSession, Tensor } from 'onnxruntime-common';
import { UndertoneError } from '../errors.ts';
import type { Head } from '../packs/catalog.ts';
import { type Encoded, paddedLength } from './batching.ts';

/** The runtime failed while it computed; its message is kept as the cause. */
export class InferenceError extends UndertoneError {
  override readonly name = 'InferenceError';
}

/** A row of logits per text, by head. */
export type LogitsByHead = ReadonlyMap<string, readonly Float32Array[]>;

/**
 * Runs one batch through a session.
 *
 * Inputs `input_ids` and `attention_mask` are `[batch, length]` int64; every head's output is `[batch, labels]`.
 *
 * @param padTo length in tokens to pad to, at least the longest text's.
 * @throws InferenceError where the runtime fails or answers with another shape or with numbers that are not finite.
 */
export async function runBatch(
  session: InferenceSession,
  heads: readonly Head[],
  batch: readonly Pick<Encoded, 'ids'>[],
  padId: number,
  padTo: number,
): Promise<LogitsByHead> {
  const ids = new BigInt64Array(batch.length * padTo).fill(BigInt(padId));
  const mask = new BigInt64Array(batch.length * padTo);
  batch.forEach((text, row) => {
    text.ids.forEach((id, column) => {
      ids[row * padTo + column] = BigInt(id);
      mask[row * padTo + column] = 1n;
    });
  });
  const shape = [batch.length, padTo];
  const outputs = await session
    .run(
      { input_ids: new Tensor('int64', ids, shape), attention_mask: new Tensor('int64', mask, shape) },
      heads.map((head) => head.output),
    )
    .catch((cause: unknown) => {
      throw new InferenceError('The model failed while reading a batch.', { cause });
    });
  return new Map(heads.map((head) => [head.id, rowsOf(outputs[head.output], head, batch.length)]));
}

function rowsOf(tensor: Tensor | undefined, head: Head, rows: number): Float32Array[] {
  const labels = head.labels.length;
  const data = tensor?.data;
  if (!(data instanceof Float32Array) || data.length !== rows * labels) {
    throw new InferenceError(
      `The model's output "${head.output}" has another shape than its catalogue entry says.`,
    );
  }
  if (!data.every(Number.isFinite)) {
    throw new InferenceError(`The model's output "${head.output}" holds numbers that are not finite.`);
  }
  return Array.from({ length: rows }, (_, row) => data.slice(row * labels, (row + 1) * labels));
}

/** Length that `runBatch` should pad these texts to. */
export function batchLength(batch: readonly Pick<Encoded, 'ids'>[], maxTokens: number): number {
  return paddedLength(Math.max(1, ...batch.map((text) => text.ids.length)), maxTokens);
}
