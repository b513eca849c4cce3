import type { EncoderConfig } from './config.ts';

/** Hugging Face's names of the weights outside the layers. Linear and norm names lack `.weight` / `.bias`. */
export const SHARED_NAMES = {
  words: 'embeddings.word_embeddings.weight',
  positions: 'embeddings.position_embeddings.weight',
  tokenTypes: 'embeddings.token_type_embeddings.weight',
  embeddingNorm: 'embeddings.LayerNorm',
  relativeBias: 'encoder.relative_attention_bias.weight',
} as const;

/** Names of one layer's linear maps and normalisations. */
export interface LayerNames {
  readonly query: string;
  readonly key: string;
  readonly value: string;
  readonly attentionOutput: string;
  readonly attentionNorm: string;
  readonly intermediate: string;
  readonly output: string;
  readonly outputNorm: string;
}

export function layerNames(architecture: EncoderConfig['architecture'], layer: number): LayerNames {
  const base = `encoder.layer.${layer}`;
  const shared = {
    intermediate: `${base}.intermediate.dense`,
    output: `${base}.output.dense`,
    outputNorm: `${base}.output.LayerNorm`,
  };
  if (architecture === 'mpnet') {
    const attention = `${base}.attention`;
    return {
      ...shared,
      query: `${attention}.attn.q`,
      key: `${attention}.attn.k`,
      value: `${attention}.attn.v`,
      attentionOutput: `${attention}.attn.o`,
      attentionNorm: `${attention}.LayerNorm`,
    };
  }
  const attention = `${base}.attention`;
  return {
    ...shared,
    query: `${attention}.self.query`,
    key: `${attention}.self.key`,
    value: `${attention}.self.value`,
    attentionOutput: `${attention}.output.dense`,
    attentionNorm: `${attention}.output.LayerNorm`,
  };
}
