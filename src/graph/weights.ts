import type { EncoderConfig } from './config.ts';
import { ModelDescriptionError } from './errors.ts';
import { toFloat32 } from './half.ts';
import { layerNames, SHARED_NAMES } from './names.ts';
import { float32, type TensorData } from './tensor-data.ts';

/** Named weights of an encoder, in float32, under Hugging Face's names without the model's prefix. */
export type Weights = ReadonlyMap<string, TensorData<'float32'>>;

/** Prefixes under which task models nest the encoder. */
const PREFIXES = ['bert.', 'mpnet.', 'model.', 'encoder.bert.', '0.auto_model.'];

/** Names and shapes of every weight that an encoder of this configuration has. */
export function expectedWeights(config: EncoderConfig): ReadonlyMap<string, readonly number[]> {
  const { hidden, intermediate } = config;
  const shapes = new Map<string, readonly number[]>();
  const linear = (name: string, out: number, into: number): void => {
    shapes.set(`${name}.weight`, [out, into]);
    shapes.set(`${name}.bias`, [out]);
  };
  const norm = (name: string): void => {
    shapes.set(`${name}.weight`, [hidden]);
    shapes.set(`${name}.bias`, [hidden]);
  };
  shapes.set(SHARED_NAMES.words, [config.vocabulary, hidden]);
  shapes.set(SHARED_NAMES.positions, [config.positions, hidden]);
  norm(SHARED_NAMES.embeddingNorm);
  if (config.architecture === 'mpnet') {
    shapes.set(SHARED_NAMES.relativeBias, [config.relativeBuckets, config.heads]);
  }
  for (let layer = 0; layer < config.layers; layer++) {
    const names = layerNames(config.architecture, layer);
    for (const name of [names.query, names.key, names.value, names.attentionOutput]) {
      linear(name, hidden, hidden);
    }
    norm(names.attentionNorm);
    linear(names.intermediate, intermediate, hidden);
    linear(names.output, hidden, intermediate);
    norm(names.outputNorm);
  }
  return shapes;
}

/**
 * Picks an encoder's weights out of a checkpoint, checks their shapes, converts them to float32 and folds
 * the embedding of token type 0 into the positions: a single text has no second type, so the graph needs
 * no `token_type_ids`.
 * @throws ModelDescriptionError where a weight is missing or of another shape.
 */
export function encoderWeights(checkpoint: ReadonlyMap<string, TensorData>, config: EncoderConfig): Weights {
  const prefix = ['', ...PREFIXES].find((start) => checkpoint.has(start + SHARED_NAMES.words));
  if (prefix === undefined) throw new ModelDescriptionError(`The weights lack ${SHARED_NAMES.words}.`);
  const weights = new Map<string, TensorData<'float32'>>();
  for (const [name, shape] of expectedWeights(config)) {
    const tensor = checkpoint.get(prefix + name);
    if (tensor === undefined) throw new ModelDescriptionError(`The weights lack ${name}.`);
    if (tensor.shape.join() !== shape.join()) {
      throw new ModelDescriptionError(`${name} is [${tensor.shape.join(', ')}], not [${shape.join(', ')}].`);
    }
    weights.set(name, toFloat32(tensor));
  }
  const types = checkpoint.get(prefix + SHARED_NAMES.tokenTypes);
  if (types !== undefined) {
    const firstType = toFloat32(types).data.subarray(0, config.hidden);
    const positions = requireWeight(weights, SHARED_NAMES.positions);
    const folded = positions.data.map((value, i) => value + (firstType[i % config.hidden] ?? 0));
    weights.set(SHARED_NAMES.positions, float32(positions.shape, folded));
  }
  return weights;
}

/** @throws ModelDescriptionError where there is no weight of this name. */
export function requireWeight(weights: Weights, name: string): TensorData<'float32'> {
  const tensor = weights.get(name);
  if (tensor === undefined) throw new ModelDescriptionError(`The weights lack ${name}.`);
  return tensor;
}

/** A `[rows, columns]` matrix transposed. */
export function transposed(matrix: TensorData<'float32'>): TensorData<'float32'> {
  const [rows = 0, columns = 0] = matrix.shape;
  const out = new Float32Array(rows * columns);
  for (let r = 0; r < rows; r++) {
    for (let c = 0; c < columns; c++) out[c * rows + r] = matrix.data[r * columns + c] ?? 0;
  }
  return float32([columns, rows], out);
}

/** Tensors of equal trailing shape, one after the other along the first axis. */
export function concatenated(parts: readonly TensorData<'float32'>[]): TensorData<'float32'> {
  const [, ...rest] = parts[0]?.shape ?? [];
  const out = new Float32Array(parts.reduce((total, part) => total + part.data.length, 0));
  let position = 0;
  for (const part of parts) {
    out.set(part.data, position);
    position += part.data.length;
  }
  const rows = parts.reduce((total, part) => total + (part.shape[0] ?? 0), 0);
  return float32([rows, ...rest], out);
}
