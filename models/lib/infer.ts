import { type InferenceSession, Tensor } from 'onnxruntime-common';
import * as ort from 'onnxruntime-node';
import { Progress } from './progress.ts';

/** Texts in one run: enough for the products to be large, few enough for padding to stay small. */
const BATCH = 32;

/**
 * Runs an ONNX encoder over many texts, sorted by length so that little padding is computed.
 *
 * @param ids Token ids of each text.
 * @param outputs Names of outputs of shape `[batch, width]`.
 * @returns for each output the row of each text, in the order of `ids`.
 */
export async function inferRows(
  model: Uint8Array,
  ids: readonly (readonly number[])[],
  outputs: readonly string[],
  title: string,
): Promise<Map<string, Float32Array[]>> {
  const session = await ort.InferenceSession.create(model);
  const rows = new Map(outputs.map((name) => [name, new Array<Float32Array>(ids.length)]));
  const order = ids.map((_, i) => i).sort((a, b) => (ids[a]?.length ?? 0) - (ids[b]?.length ?? 0));
  const progress = new Progress(title, ids.length);
  try {
    for (let start = 0; start < order.length; start += BATCH) {
      const batch = order.slice(start, start + BATCH);
      const found = await session.run(feedOf(batch.map((i) => ids[i] ?? [])), outputs);
      for (const [name, target] of rows) {
        const data = found[name]?.data;
        if (!(data instanceof Float32Array)) throw new TypeError(`The output "${name}" is not float32.`);
        const width = data.length / batch.length;
        batch.forEach((i, row) => {
          target[i] = data.slice(row * width, (row + 1) * width);
        });
      }
      progress.update(start + batch.length);
    }
  } finally {
    await session.release();
    progress.end();
  }
  return rows;
}

/** Inputs of one batch, padded with 0 to its longest text. */
function feedOf(batch: readonly (readonly number[])[]): InferenceSession.OnnxValueMapType {
  const length = Math.max(...batch.map((row) => row.length));
  const ids = new BigInt64Array(batch.length * length);
  const mask = new BigInt64Array(batch.length * length);
  batch.forEach((row, r) => {
    row.forEach((id, c) => {
      ids[r * length + c] = BigInt(id);
      mask[r * length + c] = 1n;
    });
  });
  const shape = [batch.length, length];
  return { input_ids: new Tensor('int64', ids, shape), attention_mask: new Tensor('int64', mask, shape) };
}
