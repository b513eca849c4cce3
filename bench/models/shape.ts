import { type EncoderConfig, readEncoderConfig } from '../../src/graph/config.ts';
import { createWords } from '../../src/graph/random.ts';
import { float32, type TensorData } from '../../src/graph/tensor-data.ts';
import { expectedWeights, type Weights } from '../../src/graph/weights.ts';

/** Sizes of an encoder, in the words of its paper. */
export interface Shape {
  readonly layers: number;
  readonly hidden: number;
  readonly heads: number;
  readonly intermediate: number;
}

/** BERT-base, which FinBERT (Araci 2019) is. */
export const FINBERT: Shape = { layers: 12, hidden: 768, heads: 12, intermediate: 3072 };

export const VOCABULARY = 30_522;

/** A BERT of a shape with BERT's vocabulary and window. */
export function configOf({ layers, hidden, heads, intermediate }: Shape): EncoderConfig {
  return readEncoderConfig({
    model_type: 'bert',
    vocab_size: VOCABULARY,
    hidden_size: hidden,
    num_hidden_layers: layers,
    num_attention_heads: heads,
    intermediate_size: intermediate,
    max_position_embeddings: 512,
    type_vocab_size: 1,
  });
}

/** Weights that were never trained, the same at every call: speed does not depend on their values. */
export function randomWeights(config: EncoderConfig): Weights {
  const next = createWords(7);
  const weights = new Map<string, TensorData<'float32'>>();
  for (const [name, shape] of expectedWeights(config)) {
    const values = new Float32Array(shape.reduce((product, size) => product * size, 1));
    const gain = /LayerNorm\.weight$/.test(name) ? 1 : 0;
    for (let i = 0; i < values.length; i++) values[i] = gain + (next() / 2 ** 32 - 0.5) * 0.1;
    weights.set(name, float32(shape, values));
  }
  return weights;
}
