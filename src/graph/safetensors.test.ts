import { describe, expect, it } from 'vitest';
import { readSafetensors, writeSafetensors } from './safetensors.ts';
import { bytesOf, float32, int64, type TensorData, tensorData } from './tensor-data.ts';
import { fixtureBytes, wanted } from './testing.ts';

const tensors = new Map<string, TensorData>([
  ['b.int8', tensorData('int8', [3], Int8Array.of(-128, 0, 127))],
  ['a.float', float32([2, 2], [1, -2.5, 3e-9, Number.POSITIVE_INFINITY])],
  ['half', tensorData('float16', [1], Uint16Array.of(0x3c00))],
  ['brain', tensorData('bfloat16', [1], Uint16Array.of(0x3f80))],
  ['int', tensorData('int32', [1, 1], Int32Array.of(-7))],
  ['long', int64([2], [1, -2])],
  ['scalar', float32([], [4])],
  ['empty', float32([0, 3], [])],
]);

function file(header: unknown, data = new Uint8Array(8)): Uint8Array {
  const json = new TextEncoder().encode(typeof header === 'string' ? header : JSON.stringify(header));
  const bytes = new Uint8Array(8 + json.length + data.length);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(json.length), true);
  bytes.set(json, 8);
  bytes.set(data, 8 + json.length);
  return bytes;
}

describe('safetensors', () => {
  it('reads a file that the Python library wrote', () => {
    const { tensors: read, metadata } = readSafetensors(fixtureBytes('encoder-bert.safetensors'));
    expect(JSON.parse(metadata['config'] ?? '')).toMatchObject({ model_type: 'bert', hidden_size: 32 });
    const mask = wanted(read, 'attention_mask', 'int64');
    expect(mask.shape).toEqual([10, 36]);
    expect(Array.from(mask.data.subarray(0, 3))).toEqual([1n, 0n, 0n]);
  });

  it('reads back what it wrote, from any address, and writes equal content as equal bytes', () => {
    const bytes = writeSafetensors(tensors, { note: 'größer' });
    const shifted = new Uint8Array(bytes.length + 3);
    shifted.set(bytes, 3);
    for (const source of [bytes, shifted.subarray(3)]) {
      const back = readSafetensors(source);
      expect(back.metadata).toEqual({ note: 'größer' });
      expect(back.tensors.size).toBe(tensors.size);
      for (const [name, tensor] of tensors) {
        const other = back.tensors.get(name);
        expect(other?.type).toBe(tensor.type);
        expect(other?.shape).toEqual(tensor.shape);
        expect(other && bytesOf(other)).toEqual(bytesOf(tensor));
      }
    }
    expect(writeSafetensors(new Map([...tensors].reverse()), { note: 'größer' })).toEqual(bytes);
  });

  const entry = { dtype: 'F32', shape: [2], data_offsets: [0, 8] };
  it.each([
    ['too short', new Uint8Array(4)],
    ['a header longer than the file', new Uint8Array(9).fill(255)],
    ['no JSON', file('{')],
    ['no object', file('[]')],
    ['a range beyond the end', file({ a: { ...entry, data_offsets: [0, 16], shape: [4] } })],
    ['a range that runs backwards', file({ a: { ...entry, data_offsets: [8, 0] } })],
    ['a size that does not fit', file({ a: { ...entry, shape: [3] } })],
    ['overlapping tensors', file({ a: entry, b: entry })],
    ['bytes of no tensor', file({ a: { ...entry, shape: [1], data_offsets: [0, 4] } })],
    ['an unknown type', file({ a: { ...entry, dtype: 'F8' } })],
    ['a negative size', file({ a: { ...entry, shape: [-2] } })],
    ['unknown fields', file({ a: { ...entry, code: 1 } })],
  ])('refuses %s', (_, bytes) => {
    expect(() => readSafetensors(bytes)).toThrow(expect.objectContaining({ name: 'SafetensorsError' }));
  });
});
