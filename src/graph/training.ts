import { gradients } from './autodiff.ts';
import { type FloatTensor, Graph } from './builder.ts';
import type { EncoderConfig } from './config.ts';
import { Dropout, type DropoutRates, type DropoutSite } from './dropout.ts';
import { encode, encoderInputs } from './encoder.ts';
import { GraphError, ModelDescriptionError } from './errors.ts';
import { type ClassifierHead, classify, type Pooling, pool } from './heads.ts';
import { type Loss, type LossInputs, lossTerm } from './losses.ts';
import { SHARED_NAMES } from './names.ts';
import { add } from './ops.ts';
import { type ParameterSlot, Parameters } from './parameters.ts';
import { flatten, reshape } from './reshape.ts';
import type { Gradient } from './row-gradient.ts';
import { serialise } from './serialise.ts';
import { TrainingKernels } from './training-kernels.ts';
import type { Variant } from './variants.ts';
import type { Weights } from './weights.ts';

/** A model to train. */
export interface TrainingDescription {
  readonly config: EncoderConfig;
  readonly weights: Weights;
  readonly pooling: Pooling;
  /** Heads with their start values. */
  readonly heads: readonly ClassifierHead[];
}

export interface TrainingOptions {
  readonly variant: Variant;
  readonly losses: readonly [Loss, ...Loss[]];
  /** None where undefined. */
  readonly dropout?: DropoutRates;
  /** Seeds the start values of adapters and projections. */
  readonly seed?: number;
}

/** An output that holds a gradient. */
export interface GradientOutput {
  readonly output: string;
  /**
   * For a table of which a batch looks up few rows: the name of the int64 input that says which. The output
   * then has one row a look-up, `[look-ups, width]`, and the gradient of a table row is the sum of its own.
   */
  readonly rowsOf?: string;
}

/** One graph that maps (parameters, batch) to (loss, gradients). */
export interface TrainingGraph {
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** The trained tensors; each is an input of its name. */
  readonly parameters: readonly ParameterSlot[];
  /** Where a parameter's gradient is, by the parameter's name. */
  readonly gradients: ReadonlyMap<string, GradientOutput>;
  /** Name of the output that holds the loss, a scalar. */
  readonly lossOutput: string;
  /** Inputs that `dropoutMasks` fills. */
  readonly dropout: readonly DropoutSite[];
}

/**
 * How ONNX Runtime should run a training graph: the graph is emitted as it should be computed (its
 * optimiser would merge what is meant to be separate and costs seconds), weights change at every step so
 * that packing them in advance is for nothing, and a memory plan is made for lengths that do not vary.
 */
export const TRAINING_SESSION = {
  graphOptimizationLevel: 'disabled',
  enableMemPattern: false,
  extra: { session: { disable_prepacking: '1' } },
} as const;

const NO_DROPOUT: DropoutRates = { hidden: 0, attention: 0 };
const LOSS = 'loss';

/**
 * Writes a model's training graph as ONNX: the inputs of an encoder, of the losses (see Loss), of dropout,
 * and one for every trained tensor; the outputs loss and gradients.
 * @throws ModelDescriptionError where losses, heads and weights do not fit together.
 */
export function buildTrainingGraph(
  { config, weights, pooling, heads }: TrainingDescription,
  { variant, losses, dropout: rates = NO_DROPOUT, seed = 0 }: TrainingOptions,
): TrainingGraph {
  const graph = new Graph();
  const inputs = encoderInputs(graph);
  const parameters = new Parameters(graph, { config, weights }, variant, seed);
  const dropout = new Dropout(graph);
  const kernels = new TrainingKernels(config, parameters, inputs, dropout, rates);
  const states = encode(config, kernels, inputs);
  const last = reshape(states.at(-1) ?? states[0], ['batch', 'length', config.hidden]);
  const pooled = pool(last, inputs, pooling);
  const classified = dropout.apply(pooled, 'pooled', rates.hidden);
  const logits = new Map<string, FloatTensor>();
  for (const head of heads) {
    if (logits.has(head.output)) throw new ModelDescriptionError(`There are two heads ${head.output}.`);
    logits.set(head.output, classify(classified, head, parameters));
  }
  const lossInputs: LossInputs = { graph, parameters, seed, logits, states, pooled };
  const loss = losses.map((term) => lossTerm(term, lossInputs)).reduce(add);
  graph.output(LOSS, loss);

  const trained = parameters.trainedTensors;
  const isTable = (name: string): boolean => name === SHARED_NAMES.words;
  const sources = trained.map(({ slot, tensor }) => (isTable(slot.name) ? kernels.wordRows : tensor));
  const outputs = new Map<string, GradientOutput>();
  gradients(loss, sources).forEach((gradient, i) => {
    const name = trained[i]?.slot.name ?? '';
    const output = `gradient.${name}`;
    graph.output(output, isTable(name) ? flatten(gradient) : gradient);
    outputs.set(name, isTable(name) ? { output, rowsOf: inputs.ids.name } : { output });
  });
  return {
    bytes: serialise(graph, { name: 'undertone-training' }),
    parameters: trained.map(({ slot }) => slot),
    gradients: outputs,
    lossOutput: LOSS,
    dropout: dropout.sites,
  };
}

/** What a runtime gives and takes: tensors by name. */
type Values = Readonly<Record<string, { readonly data: unknown }>>;

/**
 * The gradients of one run, by parameter, as an optimiser takes them.
 * @throws GraphError where the run was not one of this graph.
 */
export function readGradients(
  { gradients: places }: TrainingGraph,
  outputs: Values,
  feeds: Values,
): ReadonlyMap<string, Gradient> {
  const found = new Map<string, Gradient>();
  for (const [name, { output, rowsOf }] of places) {
    const rows = outputs[output]?.data;
    if (!(rows instanceof Float32Array)) throw new GraphError(`The run gave no ${output}.`);
    const indices = rowsOf === undefined ? undefined : feeds[rowsOf]?.data;
    if (rowsOf !== undefined && !(indices instanceof BigInt64Array)) {
      throw new GraphError(`The run was not fed ${rowsOf}.`);
    }
    found.set(name, indices instanceof BigInt64Array ? { rows, indices } : rows);
  }
  return found;
}
