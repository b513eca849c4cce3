import * as v from 'valibot';
import { ModelDescriptionError } from './errors.ts';

const sizeSchema = v.pipe(v.number(), v.safeInteger(), v.minValue(1));
const rateSchema = v.optional(v.pipe(v.number(), v.minValue(0), v.ltValue(1)), 0.1);

const configSchema = v.object({
  model_type: v.picklist(['bert', 'mpnet']),
  vocab_size: sizeSchema,
  hidden_size: sizeSchema,
  num_hidden_layers: sizeSchema,
  num_attention_heads: sizeSchema,
  intermediate_size: sizeSchema,
  max_position_embeddings: sizeSchema,
  type_vocab_size: v.optional(sizeSchema, 1),
  layer_norm_eps: v.optional(v.pipe(v.number(), v.gtValue(0)), 1e-12),
  hidden_act: v.optional(v.literal('gelu'), 'gelu'),
  position_embedding_type: v.optional(v.literal('absolute'), 'absolute'),
  relative_attention_num_buckets: v.optional(sizeSchema, 32),
  hidden_dropout_prob: rateSchema,
  attention_probs_dropout_prob: rateSchema,
  pad_token_id: v.optional(v.pipe(v.number(), v.safeInteger(), v.minValue(0)), 0),
});

/** Shape and constants of a BERT-family encoder: post-normalisation, exact GELU, absolute positions. */
export interface EncoderConfig {
  /** `mpnet` adds a relative position bias shared by all layers and has no token types. */
  readonly architecture: 'bert' | 'mpnet';
  readonly vocabulary: number;
  readonly hidden: number;
  readonly layers: number;
  readonly heads: number;
  readonly intermediate: number;
  /** Rows of the position table. */
  readonly positions: number;
  /** Row of the position table that the first token takes. */
  readonly firstPosition: number;
  /** Longest input in tokens, special tokens included. */
  readonly maxTokens: number;
  readonly epsilon: number;
  /** Buckets of the relative position bias (mpnet). */
  readonly relativeBuckets: number;
  readonly hiddenDropout: number;
  readonly attentionDropout: number;
}

/**
 * Reads a Hugging Face `config.json` of model type `bert` or `mpnet`.
 * @throws ModelDescriptionError where a field is missing or of a kind that the graphs do not compute.
 */
export function readEncoderConfig(json: unknown): EncoderConfig {
  const result = v.safeParse(configSchema, json);
  if (!result.success) {
    const [issue] = result.issues;
    throw new ModelDescriptionError(`config.json: ${v.getDotPath(issue) ?? 'the file'}: ${issue.message}`);
  }
  const c = result.output;
  if (c.hidden_size % c.num_attention_heads !== 0) {
    throw new ModelDescriptionError('config.json: the hidden size is not a multiple of the number of heads.');
  }
  // MPNet counts positions from the padding index + 1, and its padding index is fixed at 1.
  const firstPosition = c.model_type === 'mpnet' ? 2 : 0;
  return {
    architecture: c.model_type,
    vocabulary: c.vocab_size,
    hidden: c.hidden_size,
    layers: c.num_hidden_layers,
    heads: c.num_attention_heads,
    intermediate: c.intermediate_size,
    positions: c.max_position_embeddings,
    firstPosition,
    maxTokens: c.max_position_embeddings - firstPosition,
    epsilon: c.layer_norm_eps,
    relativeBuckets: c.relative_attention_num_buckets,
    hiddenDropout: c.hidden_dropout_prob,
    attentionDropout: c.attention_probs_dropout_prob,
  };
}
