import { GraphError } from './errors.ts';
import { expectType, float32, int64, type TensorData } from './tensor-data.ts';

/** A tensor that an optimiser changes in place. */
export interface OptimisedTensor {
  readonly name: string;
  readonly data: Float32Array;
  readonly shape: readonly number[];
  /** Decoupled weight decay of this tensor; the optimiser's where undefined. */
  readonly decay?: number;
  /** Factor of the learning rate for this tensor. */
  readonly rateFactor?: number;
}

export interface AdamWOptions {
  readonly beta1?: number;
  readonly beta2?: number;
  readonly epsilon?: number;
  /** Weight decay of tensors that do not name their own. */
  readonly decay?: number;
  /** Largest norm of all gradients together; larger ones are scaled down. */
  readonly clipNorm?: number;
}

export interface StepReport {
  /** Norm of all gradients together, before clipping. */
  readonly norm: number;
  /** False where a gradient was NaN or infinite: then nothing was changed. */
  readonly finite: boolean;
}

interface Slot {
  readonly tensor: OptimisedTensor;
  readonly first: Float32Array;
  readonly second: Float32Array;
  /** 1 for every stretch that ever had a gradient. */
  readonly touched: Uint8Array;
}

/**
 * Values that are looked at together. A stretch whose gradients have all been 0 since the start has zero
 * moments and only decays: most rows of an embedding table, whose tokens were never seen.
 */
const STRETCH = 64;

/** Added to the norm before a division, as PyTorch does. */
const CLIP_EPSILON = 1e-6;

function squaredNorm(values: Float32Array): number {
  let sum = 0;
  for (let i = 0; i < values.length; i++) {
    const value = values[i] ?? 0;
    sum += value * value;
  }
  return sum;
}

function hasGradient(gradient: Float32Array, start: number, end: number): boolean {
  for (let i = start; i < end; i++) if (gradient[i] !== 0) return true;
  return false;
}

/**
 * AdamW (Loshchilov & Hutter 2019) over typed arrays, in the order of operations of PyTorch's. Sums are in
 * double precision, state in single; the same inputs give the same bits.
 */
export class AdamW {
  readonly #slots: readonly Slot[];
  readonly #beta1: number;
  readonly #beta2: number;
  readonly #epsilon: number;
  readonly #decay: number;
  readonly #clipNorm: number;
  #steps = 0;

  constructor(tensors: readonly OptimisedTensor[], options: AdamWOptions = {}) {
    this.#slots = tensors.map((tensor) => ({
      tensor,
      first: new Float32Array(tensor.data.length),
      second: new Float32Array(tensor.data.length),
      touched: new Uint8Array(Math.ceil(tensor.data.length / STRETCH)),
    }));
    this.#beta1 = options.beta1 ?? 0.9;
    this.#beta2 = options.beta2 ?? 0.999;
    this.#epsilon = options.epsilon ?? 1e-8;
    this.#decay = options.decay ?? 0.01;
    this.#clipNorm = options.clipNorm ?? Number.POSITIVE_INFINITY;
  }

  /** Steps taken. */
  get steps(): number {
    return this.#steps;
  }

  /**
   * One step. Gradients are left as they are.
   * @param gradients by tensor name
   * @throws GraphError where a gradient is missing or of another size.
   */
  step(gradients: ReadonlyMap<string, Float32Array>, rate: number): StepReport {
    const ordered = this.#slots.map(({ tensor }) => {
      const gradient = gradients.get(tensor.name);
      if (gradient?.length !== tensor.data.length) {
        throw new GraphError(`The gradient of ${tensor.name} is missing or of another size.`);
      }
      return gradient;
    });
    const norm = Math.sqrt(ordered.reduce((sum, gradient) => sum + squaredNorm(gradient), 0));
    if (!Number.isFinite(norm)) return { norm, finite: false };
    this.#steps += 1;
    const clip = Math.min(1, this.#clipNorm / (norm + CLIP_EPSILON));
    this.#slots.forEach((slot, i) => {
      const gradient = ordered[i];
      if (gradient !== undefined) this.#update(slot, gradient, rate * (slot.tensor.rateFactor ?? 1), clip);
    });
    return { norm, finite: true };
  }

  #update(slot: Slot, gradient: Float32Array, rate: number, clip: number): void {
    const { data } = slot.tensor;
    const keep = 1 - rate * (slot.tensor.decay ?? this.#decay);
    for (let stretch = 0; stretch < slot.touched.length; stretch++) {
      const start = stretch * STRETCH;
      const end = Math.min(start + STRETCH, data.length);
      if (slot.touched[stretch] === 0) {
        if (hasGradient(gradient, start, end)) slot.touched[stretch] = 1;
        else {
          if (keep !== 1) for (let i = start; i < end; i++) data[i] = (data[i] ?? 0) * keep;
          continue;
        }
      }
      this.#updateRange(slot, gradient, { start, end, rate, clip, keep });
    }
  }

  #updateRange(
    { tensor: { data }, first, second }: Slot,
    gradient: Float32Array,
    { start, end, rate, clip, keep }: Record<'start' | 'end' | 'rate' | 'clip' | 'keep', number>,
  ): void {
    const [beta1, beta2, epsilon] = [this.#beta1, this.#beta2, this.#epsilon];
    const stepSize = rate / (1 - beta1 ** this.#steps);
    const rootCorrection = 1 / Math.sqrt(1 - beta2 ** this.#steps);
    for (let i = start; i < end; i++) {
      const g = (gradient[i] ?? 0) * clip;
      const m = beta1 * (first[i] ?? 0) + (1 - beta1) * g;
      const v = beta2 * (second[i] ?? 0) + (1 - beta2) * g * g;
      first[i] = m;
      second[i] = v;
      data[i] = (data[i] ?? 0) * keep - (stepSize * m) / (Math.sqrt(v) * rootCorrection + epsilon);
    }
  }

  /** Everything that the next step depends on, beside the tensors: to be stored as safetensors. */
  state(): ReadonlyMap<string, TensorData> {
    const state = new Map<string, TensorData>([['steps', int64([1], [this.#steps])]]);
    for (const { tensor, first, second } of this.#slots) {
      state.set(`first.${tensor.name}`, float32(tensor.shape, first.slice()));
      state.set(`second.${tensor.name}`, float32(tensor.shape, second.slice()));
    }
    return state;
  }

  /**
   * Takes back what `state` gave.
   * @throws GraphError where it belongs to other tensors.
   */
  restore(state: ReadonlyMap<string, TensorData>): void {
    const find = (name: string, length: number): Float32Array => {
      const found = state.get(name);
      if (found?.data.length !== length) throw new GraphError(`The optimiser's state lacks ${name}.`);
      return expectType(found, 'float32').data;
    };
    const steps = state.get('steps');
    if (steps === undefined) throw new GraphError("The optimiser's state lacks its steps.");
    for (const { tensor, first, second, touched } of this.#slots) {
      first.set(find(`first.${tensor.name}`, first.length));
      second.set(find(`second.${tensor.name}`, second.length));
      for (let stretch = 0; stretch < touched.length; stretch++) {
        const range = [stretch * STRETCH, Math.min((stretch + 1) * STRETCH, first.length)] as const;
        touched[stretch] = hasGradient(first, ...range) || hasGradient(second, ...range) ? 1 : 0;
      }
    }
    this.#steps = Number(expectType(steps, 'int64').data[0] ?? 0n);
  }
}
