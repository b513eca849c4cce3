import { describe, expect, it } from 'vitest';
import { readEncoderConfig } from './config.ts';
import { SHARED_NAMES } from './names.ts';
import { relativeBucket } from './relative-bias.ts';
import { float32 } from './tensor-data.ts';
import { encoderFixture } from './testing.ts';
import { encoderWeights, transposed } from './weights.ts';

const refused = expect.objectContaining({ name: 'ModelDescriptionError' });

describe('encoderWeights', () => {
  const { checkpoint, config } = encoderFixture('bert');

  it("finds weights under a task model's prefix", () => {
    const nested = new Map([...checkpoint].map(([name, tensor]) => [`bert.${name}`, tensor]));
    expect(encoderWeights(nested, config)).toEqual(encoderWeights(checkpoint, config));
  });

  it('names what is missing or of another shape', () => {
    const without = new Map(checkpoint);
    without.delete('encoder.layer.1.output.dense.bias');
    expect(() => encoderWeights(without, config)).toThrow(/encoder\.layer\.1\.output\.dense\.bias/);
    const wrong = new Map(checkpoint).set(SHARED_NAMES.words, float32([1, 32], new Float32Array(32)));
    expect(() => encoderWeights(wrong, config)).toThrow(refused);
    expect(() => encoderWeights(new Map(), config)).toThrow(refused);
  });
});

describe('readEncoderConfig', () => {
  const bert = {
    model_type: 'bert',
    vocab_size: 10,
    hidden_size: 8,
    num_hidden_layers: 1,
    num_attention_heads: 2,
    intermediate_size: 16,
    max_position_embeddings: 12,
  };

  it('counts the window without the positions that mpnet reserves', () => {
    expect(readEncoderConfig(bert).maxTokens).toBe(12);
    expect(readEncoderConfig({ ...bert, model_type: 'mpnet' }).maxTokens).toBe(10);
  });

  it.each([
    { model_type: 'gpt2' },
    { hidden_act: 'relu' },
    { position_embedding_type: 'relative_key' },
    { num_attention_heads: 3 },
    { vocab_size: 0 },
  ])('refuses %j', (change) => {
    expect(() => readEncoderConfig({ ...bert, ...change })).toThrow(refused);
  });
});

it('counts relative buckets as the reference implementation does', () => {
  const distances = [0, -1, -7, -8, -11, -12, -16, -32, -64, -127, -128, -500, 1, 7, 8, 16, 127, 500];
  const buckets = [0, 1, 7, 8, 8, 9, 10, 12, 14, 15, 15, 15, 17, 23, 24, 26, 31, 31];
  expect(distances.map((distance) => relativeBucket(distance, 32))).toEqual(buckets);
});

it('transposes', () => {
  expect(transposed(float32([2, 3], [1, 2, 3, 4, 5, 6])).data).toEqual(Float32Array.of(1, 4, 2, 5, 3, 6));
});
