import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type EncoderConfig, readEncoderConfig } from '../../src/graph/config.ts';
import { SHARED_NAMES } from '../../src/graph/names.ts';
import { readSafetensors } from '../../src/graph/safetensors.ts';
import { float32 } from '../../src/graph/tensor-data.ts';
import { encoderWeights, requireWeight, type Weights } from '../../src/graph/weights.ts';

/** An encoder with its weights. */
export interface Encoder {
  readonly config: EncoderConfig;
  readonly weights: Weights;
}

/**
 * Reads an encoder from a folder in Hugging Face layout and keeps the positions of the first `maxTokens` tokens.
 *
 * @throws ModelDescriptionError where the files do not describe an encoder that our graphs compute.
 */
export async function loadEncoder(folder: string, maxTokens: number): Promise<Encoder> {
  const config = readEncoderConfig(JSON.parse(await readFile(join(folder, 'config.json'), 'utf8')));
  const file = readSafetensors(await readFile(join(folder, 'model.safetensors')));
  const weights = new Map(encoderWeights(file.tensors, config));
  const table = requireWeight(weights, SHARED_NAMES.positions);
  const rows = Math.min(config.positions, config.firstPosition + maxTokens);
  const kept = table.data.slice(0, rows * config.hidden);
  weights.set(SHARED_NAMES.positions, float32([rows, config.hidden], kept));
  return { config: { ...config, positions: rows, maxTokens: rows - config.firstPosition }, weights };
}

/** Numbers in an encoder. */
export function parameterCount(weights: Weights): number {
  return [...weights.values()].reduce((sum, tensor) => sum + tensor.data.length, 0);
}

/**
 * `config.json` of a classifier in Hugging Face layout, from which transformers.js and Python's transformers
 * run the pack's default head as it is.
 */
export function classifierConfig(config: EncoderConfig, labels: readonly string[]): object {
  const bert = config.architecture === 'bert';
  return {
    architectures: [bert ? 'BertForSequenceClassification' : 'MPNetForSequenceClassification'],
    model_type: config.architecture,
    vocab_size: config.vocabulary,
    hidden_size: config.hidden,
    num_hidden_layers: config.layers,
    num_attention_heads: config.heads,
    intermediate_size: config.intermediate,
    max_position_embeddings: config.positions,
    ...(bert ? { type_vocab_size: 1 } : { relative_attention_num_buckets: config.relativeBuckets }),
    layer_norm_eps: config.epsilon,
    hidden_act: 'gelu',
    hidden_dropout_prob: config.hiddenDropout,
    attention_probs_dropout_prob: config.attentionDropout,
    pad_token_id: bert ? 0 : 1,
    problem_type: 'single_label_classification',
    id2label: Object.fromEntries(labels.map((label, i) => [i, label])),
    label2id: Object.fromEntries(labels.map((label, i) => [label, i])),
  };
}
