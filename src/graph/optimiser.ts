import { GraphError } from './errors.ts';
import { type Gradient, type GradientRows, gradientRows } from './row-gradient.ts';
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
  readonly rows: number;
  readonly width: number;
  readonly first: Float32Array;
  readonly second: Float32Array;
  /**
   * 1 for every row that ever had a gradient. The others have zero moments and only decay: most rows of an
   * embedding table, whose tokens were never seen.
   */
  readonly touched: Uint8Array;
}

/** Added to the norm before a division, as PyTorch does. */
const CLIP_EPSILON = 1e-6;

function makeSlot(tensor: OptimisedTensor): Slot {
  const { shape, data } = tensor;
  const width = shape.length > 1 ? (shape.at(-1) ?? 1) : data.length;
  const rows = width === 0 ? 0 : data.length / width;
  return {
    tensor,
    rows,
    width,
    first: new Float32Array(data.length),
    second: new Float32Array(data.length),
    touched: new Uint8Array(rows),
  };
}

function squaredNorm(values: Float32Array): number {
  let sum = 0;
  for (let i = 0; i < values.length; i++) {
    const value = values[i] ?? 0;
    sum += value * value;
  }
  return sum;
}

const someNonZero = (values: Float32Array): boolean => values.some((value) => value !== 0);

/** Numbers of one step that all elements of a tensor share. */
interface StepNumbers {
  readonly clip: number;
  /** Learning rate over the first moment's bias correction. */
  readonly stepSize: number;
  /** What decay leaves of a value. */
  readonly keep: number;
}

/**
 * AdamW (Loshchilov & Hutter 2019) over typed arrays, in the order of operations of PyTorch's. Arithmetic
 * is in double precision, state in single; the same inputs give the same bits.
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
    this.#slots = tensors.map(makeSlot);
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
  step(gradients: ReadonlyMap<string, Gradient>, rate: number): StepReport {
    const work = this.#slots.map((slot) => {
      const gradient = gradients.get(slot.tensor.name);
      if (gradient === undefined) throw new GraphError(`The gradient of ${slot.tensor.name} is missing.`);
      return { slot, rows: gradientRows(gradient, slot.rows, slot.width) };
    });
    const norm = Math.sqrt(work.reduce((sum, { rows }) => sum + squaredNorm(rows.values), 0));
    if (!Number.isFinite(norm)) return { norm, finite: false };
    this.#steps += 1;
    const clip = Math.min(1, this.#clipNorm / (norm + CLIP_EPSILON));
    for (const { slot, rows } of work) {
      const ownRate = rate * (slot.tensor.rateFactor ?? 1);
      const stepSize = ownRate / (1 - this.#beta1 ** this.#steps);
      this.#update(slot, rows, { clip, stepSize, keep: 1 - ownRate * (slot.tensor.decay ?? this.#decay) });
    }
    return { norm, finite: true };
  }

  #update(slot: Slot, gradient: GradientRows, numbers: StepNumbers): void {
    const { data } = slot.tensor;
    const { keep } = numbers;
    for (let row = 0; row < slot.rows; row++) {
      const from = gradient.startOf(row);
      if (from >= 0) slot.touched[row] = 1;
      const start = row * slot.width;
      if (slot.touched[row] === 1) this.#updateRow(slot, start, gradient.values, from, numbers);
      else if (keep !== 1) {
        for (let i = start; i < start + slot.width; i++) data[i] = (data[i] ?? 0) * keep;
      }
    }
  }

  /** @param from where the row's gradient starts in `gradient`; −1 where it is zero */
  #updateRow(
    { tensor: { data }, width, first, second }: Slot,
    start: number,
    gradient: Float32Array,
    from: number,
    { clip, stepSize, keep }: StepNumbers,
  ): void {
    const [beta1, beta2, epsilon] = [this.#beta1, this.#beta2, this.#epsilon];
    const rootCorrection = 1 / Math.sqrt(1 - beta2 ** this.#steps);
    for (let j = 0; j < width; j++) {
      const i = start + j;
      const g = from < 0 ? 0 : (gradient[from + j] ?? 0) * clip;
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
    for (const { tensor, rows, width, first, second, touched } of this.#slots) {
      first.set(find(`first.${tensor.name}`, first.length));
      second.set(find(`second.${tensor.name}`, second.length));
      for (let row = 0; row < rows; row++) {
        const range = [row * width, (row + 1) * width] as const;
        const moved = someNonZero(first.subarray(...range)) || someNonZero(second.subarray(...range));
        touched[row] = moved ? 1 : 0;
      }
    }
    this.#steps = Number(expectType(steps, 'int64').data[0] ?? 0n);
  }
}
