import { type TensorData, tensorData } from './tensor-data.ts';

const floatView = new Float32Array(1);
const bitsView = new Uint32Array(floatView.buffer);

function floatOfBits(bits: number): number {
  bitsView[0] = bits >>> 0;
  return floatView[0] ?? 0;
}

/** Value of an IEEE 754 binary16 bit pattern. */
export function halfToFloat(half: number): number {
  const sign = (half & 0x8000) << 16;
  const exponent = (half >>> 10) & 0x1f;
  const fraction = half & 0x3ff;
  if (exponent === 0x1f) return floatOfBits(sign | 0x7f80_0000 | (fraction << 13));
  if (exponent === 0) return (sign === 0 ? 1 : -1) * fraction * 2 ** -24;
  return floatOfBits(sign | ((exponent + 112) << 23) | (fraction << 13));
}

/** Value of a bfloat16 bit pattern: the upper half of a float32. */
export function bfloatToFloat(bits: number): number {
  return floatOfBits(bits << 16);
}

/** Nearest binary16 bit pattern, ties to even; too large becomes infinity. */
export function floatToHalf(value: number): number {
  floatView[0] = value;
  const bits = bitsView[0] ?? 0;
  const sign = (bits >>> 16) & 0x8000;
  const magnitude = bits & 0x7fff_ffff;
  if (magnitude > 0x7f80_0000) return sign | 0x7e00;
  if (magnitude >= 0x477f_f000) return sign | 0x7c00;
  if (magnitude < 0x3880_0000) {
    // Subnormal in half precision: count units of 2^-24, rounding half to even.
    const units = Math.abs(floatView[0] ?? 0) * 2 ** 24;
    const low = Math.floor(units);
    const up = units - low > 0.5 || (units - low === 0.5 && low % 2 === 1);
    return sign | (up ? low + 1 : low);
  }
  const rounded = magnitude + 0xfff + ((magnitude >>> 13) & 1);
  return sign | ((rounded - 0x3800_0000) >>> 13);
}

/**
 * A float tensor of any precision as float32; float32 is returned as it is.
 * Other types are converted element by element (int64 loses what float32 cannot hold).
 */
export function toFloat32(tensor: TensorData): TensorData<'float32'> {
  const { data, shape, type } = tensor;
  if (data instanceof Float32Array) return tensorData('float32', shape, data);
  const out = new Float32Array(data.length);
  for (let i = 0; i < out.length; i++) {
    const raw = Number(data[i] ?? 0);
    out[i] = type === 'float16' ? halfToFloat(raw) : type === 'bfloat16' ? bfloatToFloat(raw) : raw;
  }
  return tensorData('float32', shape, out);
}

/** A float32 tensor rounded to half precision. */
export function toFloat16(tensor: TensorData<'float32'>): TensorData<'float16'> {
  return tensorData('float16', tensor.shape, Uint16Array.from(tensor.data, floatToHalf));
}
