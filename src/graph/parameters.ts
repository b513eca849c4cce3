import { type FloatTensor, fixedDim, type Graph } from './builder.ts';
import type { EncoderConfig } from './config.ts';
import type { ClassifierHead } from './heads.ts';
import { layerNames } from './names.ts';
import { add, gemm } from './ops.ts';
import { normal } from './random.ts';
import { float32, type TensorData } from './tensor-data.ts';
import { isTrained, loraTargets, type Variant } from './variants.ts';
import { requireWeight, type Weights } from './weights.ts';

/** A tensor that a graph is fed and an optimiser changes. */
export interface ParameterSlot {
  /** Name of the graph's input. */
  readonly name: string;
  readonly initial: TensorData<'float32'>;
  /** Whether weight decay applies by custom: to matrices, not to biases and normalisations. */
  readonly decays: boolean;
}

/** A stable seed from a name (FNV-1a), so that a parameter's start does not depend on the order of others. */
function nameSeed(name: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < name.length; i++) hash = Math.imul(hash ^ name.charCodeAt(i), 0x01000193);
  return hash >>> 0;
}

/** Random start values of a parameter; the same for the same seed, name and shape. */
export function randomStart(name: string, shape: readonly number[], deviation: number, seed: number) {
  const count = shape.reduce((product, size) => product * size, 1);
  return float32(shape, normal(count, deviation, seed, nameSeed(name)));
}

/**
 * The weights of a model in a graph: constants where a variant freezes them, inputs where it trains them.
 * Each is made at its first use.
 */
export class Parameters {
  /** The trained tensors with their inputs. */
  readonly trainedTensors: { readonly slot: ParameterSlot; readonly tensor: FloatTensor }[] = [];
  readonly #graph: Graph;
  readonly #weights: Weights;
  readonly #variant: Variant | undefined;
  readonly #seed: number;
  readonly #made = new Map<string, FloatTensor>();
  readonly #targets = new Set<string>();

  /** Without an encoder there are only heads; without a variant everything is frozen. */
  constructor(
    graph: Graph,
    encoder?: { readonly config: EncoderConfig; readonly weights: Weights },
    variant?: Variant,
    seed = 0,
  ) {
    this.#graph = graph;
    this.#weights = encoder?.weights ?? new Map();
    this.#variant = variant;
    this.#seed = seed;
    if (encoder === undefined || variant === undefined) return;
    const { architecture, layers } = encoder.config;
    for (let layer = 0; layer < layers; layer++) {
      for (const name of loraTargets(variant, layerNames(architecture, layer))) this.#targets.add(name);
    }
  }

  /** Whether a weight is an input of the graph, so that its values are not known here. */
  isInput(name: string): boolean {
    return this.#variant !== undefined && isTrained(this.#variant, name);
  }

  hasAdapter(linear: string): boolean {
    return this.#targets.has(linear);
  }

  /** The stored values of a base weight. */
  values(name: string): TensorData<'float32'> {
    return requireWeight(this.#weights, name);
  }

  /** A base weight. */
  get(name: string): FloatTensor {
    const known = this.#made.get(name);
    if (known !== undefined) return known;
    const values = this.values(name);
    return this.isInput(name) ? this.trained(name, values) : this.#remember(name, values);
  }

  /** A parameter beside the base weights, always trained. */
  trained(name: string, initial: TensorData<'float32'>): FloatTensor {
    const known = this.#made.get(name);
    if (known !== undefined) return known;
    const made = this.#graph.input(name, 'float32', initial.shape);
    this.#made.set(name, made);
    this.trainedTensors.push({ slot: { name, initial, decays: initial.shape.length > 1 }, tensor: made });
    return made;
  }

  /** Weight and bias of a head: inputs in every variant, constants without one. */
  head({ output, weight, bias }: ClassifierHead): { weight: FloatTensor; bias: FloatTensor } {
    const names = { weight: `heads.${output}.weight`, bias: `heads.${output}.bias` };
    if (this.#variant !== undefined) {
      return { weight: this.trained(names.weight, weight), bias: this.trained(names.bias, bias) };
    }
    return {
      weight: this.#graph.constant(names.weight, weight),
      bias: this.#graph.constant(names.bias, bias),
    };
  }

  /** y plus the low-rank update of a linear map at x, or y where the map has no adapter. */
  adapt(y: FloatTensor, x: FloatTensor, linear: string): FloatTensor {
    if (this.#variant?.kind !== 'lora' || !this.hasAdapter(linear)) return y;
    const { rank, alpha } = this.#variant;
    const [into, out] = [fixedDim(x, 1), fixedDim(y, 1)];
    const nameA = `${linear}.lora_A`;
    // As the paper: A random, B zero, so that training starts at the base model.
    const a = this.trained(nameA, randomStart(nameA, [rank, into], 1 / Math.sqrt(into), this.#seed));
    const zero = float32([out, rank], new Float32Array(out * rank));
    const b = this.trained(`${linear}.lora_B`, zero);
    const reduced = gemm(x, a, undefined, { transB: true, alpha: alpha / rank });
    return add(y, gemm(reduced, b, undefined, { transB: true }));
  }

  #remember(name: string, values: TensorData<'float32'>): FloatTensor {
    const made = this.#graph.constant(name, values);
    this.#made.set(name, made);
    return made;
  }
}
