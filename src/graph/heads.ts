import type { FloatTensor } from './builder.ts';
import type { EncoderInputs } from './encoder.ts';
import { ModelDescriptionError } from './errors.ts';
import { cast, div, gemm, mul, reduceSum } from './ops.ts';
import { Parameters } from './parameters.ts';
import { reshape } from './reshape.ts';
import { int64, type TensorData } from './tensor-data.ts';

/** How a text's token vectors become one vector. */
export type Pooling = 'mean' | 'cls';

/** A softmax classifier over the pooled vector. */
export interface ClassifierHead {
  /** Name of the graph's output, `[batch, labels]`; the default head's has to be `logits`. */
  readonly output: string;
  /** `[labels, hidden]` */
  readonly weight: TensorData<'float32'>;
  /** `[labels]` */
  readonly bias: TensorData<'float32'>;
}

/** One vector a text, `[batch, hidden]`: the first token's, or the mean over tokens that are not padding. */
export function pool(states: FloatTensor, { mask }: EncoderInputs, pooling: Pooling): FloatTensor {
  const { graph } = states;
  const hidden = states.shape.at(-1) ?? 1;
  if (pooling === 'cls') {
    const first = graph.apply(
      'Slice',
      [
        states,
        graph.literal(int64([1], [0])),
        graph.literal(int64([1], [1])),
        graph.literal(int64([1], [1])),
      ],
      { type: 'float32', shape: ['batch', 1, hidden] },
    );
    return reshape(first, ['batch', hidden]);
  }
  const weights = reshape(cast(mask, 'float32'), ['batch', 'length', 1]);
  return div(reduceSum(mul(states, weights), [1]), reduceSum(weights, [1]));
}

/** Logits of a head, `[batch, labels]`; its weights are stored in the file unless `parameters` trains them. */
export function classify(pooled: FloatTensor, head: ClassifierHead, parameters?: Parameters): FloatTensor {
  const [labels, hidden] = head.weight.shape;
  if (hidden !== pooled.shape.at(-1) || head.bias.shape.join() !== `${labels}`) {
    throw new ModelDescriptionError(`The head ${head.output} does not fit the encoder.`);
  }
  const sources = parameters ?? new Parameters(pooled.graph);
  const { weight, bias } = sources.head(head);
  return gemm(pooled, weight, bias, { transB: true });
}
