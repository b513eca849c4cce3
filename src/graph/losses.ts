import type { FloatTensor, Graph } from './builder.ts';
import { ModelDescriptionError } from './errors.ts';
import {
  add,
  div,
  gatherElements,
  gemm,
  logSoftmax,
  mul,
  neg,
  reduceMean,
  reduceSum,
  scalar,
  scale,
  sqrt,
  sub,
} from './ops.ts';
import { type Parameters, randomStart } from './parameters.ts';
import { reshape } from './reshape.ts';

/**
 * A term of a loss. Every term is a weighted sum over rows whose weights are fed: 0 leaves a row out, 1 / N
 * gives a mean over N, and a factor of the whole term goes into the weights too.
 * - `crossEntropy` of a head's softmax. Inputs `<head>.labels` (int32 `[batch]`), `<head>.weights` (`[batch]`).
 * - `softCrossEntropy` against a teacher's probabilities, of logits / temperature and times temperature²
 *   (Hinton et al. 2015). Inputs `<head>.targets` (`[batch, labels]`), `<head>.targetWeights` (`[batch]`).
 * - `hiddenMse`: mean squared error between a layer's states, projected to the teacher's width, and the
 *   teacher's (Jiao et al. 2020). Inputs `<name>.target` (`[batch, length, width]`), `<name>.weights`
 *   (`[batch, length]`, one a token).
 * - `cosine`: 1 − cosine between the projected pooled vector and the teacher's. Inputs `<name>.target`
 *   (`[batch, width]`), `<name>.weights` (`[batch]`).
 */
export type Loss =
  | { readonly kind: 'crossEntropy'; readonly head: string }
  | { readonly kind: 'softCrossEntropy'; readonly head: string; readonly temperature: number }
  | {
      readonly kind: 'hiddenMse';
      readonly name: string;
      /** 0 for the embeddings, n for the output of the n-th layer. */
      readonly layer: number;
      readonly width: number;
    }
  | { readonly kind: 'cosine'; readonly name: string; readonly width: number };

/** What losses are computed from. */
export interface LossInputs {
  readonly graph: Graph;
  readonly parameters: Parameters;
  readonly seed: number;
  /** By head. */
  readonly logits: ReadonlyMap<string, FloatTensor>;
  /** Embeddings and layers, `[batch*length, hidden]` each. */
  readonly states: readonly FloatTensor[];
  /** `[batch, hidden]` */
  readonly pooled: FloatTensor;
}

/** Keeps a vector of zeros from being divided by its length. */
const SMALLEST_NORM = 1e-12;

/** Σ weights × values over the first axis. */
function weighted(values: FloatTensor, weights: FloatTensor): FloatTensor {
  return reduceSum(mul(values, weights), [0]);
}

function logitsOf({ logits }: LossInputs, head: string): FloatTensor {
  const found = logits.get(head);
  if (found === undefined)
    throw new ModelDescriptionError(`A loss is about the head ${head}, which is not there.`);
  return found;
}

function crossEntropy(inputs: LossInputs, head: string): FloatTensor {
  const labels = inputs.graph.input(`${head}.labels`, 'int32', ['batch']);
  const weights = inputs.graph.input(`${head}.weights`, 'float32', ['batch']);
  const picked = gatherElements(logSoftmax(logitsOf(inputs, head)), reshape(labels, ['batch', 1]), 1);
  return neg(weighted(reshape(picked, ['batch']), weights));
}

function softCrossEntropy(inputs: LossInputs, head: string, temperature: number): FloatTensor {
  const logits = logitsOf(inputs, head);
  const targets = inputs.graph.input(`${head}.targets`, 'float32', logits.shape);
  const weights = inputs.graph.input(`${head}.targetWeights`, 'float32', ['batch']);
  const logarithms = logSoftmax(scale(logits, 1 / temperature));
  const sums = reduceSum(mul(targets, logarithms), [1]);
  return scale(weighted(sums, weights), -(temperature ** 2));
}

function projected(inputs: LossInputs, x: FloatTensor, name: string, width: number): FloatTensor {
  const hidden = Number(x.shape.at(-1));
  const parameter = `losses.${name}.projection`;
  const start = randomStart(parameter, [width, hidden], 1 / Math.sqrt(hidden), inputs.seed);
  return gemm(x, inputs.parameters.trained(parameter, start), undefined, { transB: true });
}

function hiddenMse(inputs: LossInputs, name: string, layer: number, width: number): FloatTensor {
  const states = inputs.states[layer];
  if (states === undefined) throw new ModelDescriptionError(`There is no layer ${layer}.`);
  const target = inputs.graph.input(`${name}.target`, 'float32', ['batch', 'length', width]);
  const weights = inputs.graph.input(`${name}.weights`, 'float32', ['batch', 'length']);
  const flat = reshape(target, ['batch*length', width]);
  const difference = sub(projected(inputs, states, name, width), flat);
  const errors = reduceMean(mul(difference, difference), [1]);
  return weighted(errors, reshape(weights, ['batch*length']));
}

/** Σ a b over the last axis. */
const dot = (a: FloatTensor, b: FloatTensor): FloatTensor => reduceSum(mul(a, b), [1]);

function cosine(inputs: LossInputs, name: string, width: number): FloatTensor {
  const target = inputs.graph.input(`${name}.target`, 'float32', ['batch', width]);
  const weights = inputs.graph.input(`${name}.weights`, 'float32', ['batch']);
  const ours = projected(inputs, inputs.pooled, name, width);
  const lengths = sqrt(add(mul(dot(ours, ours), dot(target, target)), scalar(inputs.graph, SMALLEST_NORM)));
  const angle = div(dot(ours, target), lengths);
  return weighted(sub(scalar(inputs.graph, 1), angle), weights);
}

/** One term of the loss, a scalar. */
export function lossTerm(loss: Loss, inputs: LossInputs): FloatTensor {
  switch (loss.kind) {
    case 'crossEntropy':
      return crossEntropy(inputs, loss.head);
    case 'softCrossEntropy':
      return softCrossEntropy(inputs, loss.head, loss.temperature);
    case 'hiddenMse':
      return hiddenMse(inputs, loss.name, loss.layer, loss.width);
    case 'cosine':
      return cosine(inputs, loss.name, loss.width);
  }
}
