import * as v from 'valibot';
import { SafetensorsError } from './errors.ts';
import { bytesOf, type ElementType, elementCount, type TensorData, tensorData } from './tensor-data.ts';

/** The format's own names of the element types that we read and write. */
const DTYPE_OF = {
  float32: 'F32',
  float16: 'F16',
  bfloat16: 'BF16',
  int8: 'I8',
  uint8: 'U8',
  int32: 'I32',
  int64: 'I64',
  bool: 'BOOL',
} as const satisfies Record<ElementType, string>;

const TYPE_OF = new Map<string, ElementType>([
  ['F32', 'float32'],
  ['F16', 'float16'],
  ['BF16', 'bfloat16'],
  ['I8', 'int8'],
  ['U8', 'uint8'],
  ['I32', 'int32'],
  ['I64', 'int64'],
  ['BOOL', 'bool'],
]);

/** Same limit as the reference implementation: a header larger than this is an attack or a mistake. */
const MAX_HEADER_BYTES = 100_000_000;

const naturalSchema = v.pipe(v.number(), v.safeInteger(), v.minValue(0));
const entrySchema = v.strictObject({
  dtype: v.string(),
  shape: v.array(naturalSchema),
  data_offsets: v.tuple([naturalSchema, naturalSchema]),
});
const metadataSchema = v.record(v.string(), v.string());
const headerSchema = v.record(v.string(), v.unknown());

export interface SafetensorsFile {
  readonly tensors: ReadonlyMap<string, TensorData>;
  /** The `__metadata__` entry; empty where the file has none. */
  readonly metadata: Readonly<Record<string, string>>;
}

function parse<S extends v.GenericSchema>(schema: S, value: unknown, what: string): v.InferOutput<S> {
  const result = v.safeParse(schema, value);
  if (!result.success) throw new SafetensorsError(`${what} is not valid: ${result.issues[0].message}`);
  return result.output;
}

function readHeader(bytes: Uint8Array): { header: Record<string, unknown>; dataStart: number } {
  if (bytes.byteLength < 8) throw new SafetensorsError('The file is shorter than its header.');
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const length = view.getBigUint64(0, true);
  if (length > BigInt(Math.min(MAX_HEADER_BYTES, bytes.byteLength - 8))) {
    throw new SafetensorsError(`A header of ${length} bytes does not fit into the file.`);
  }
  const dataStart = 8 + Number(length);
  let json: unknown;
  try {
    json = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes.slice(8, dataStart)));
  } catch (cause) {
    throw new SafetensorsError('The header is not JSON.', { cause });
  }
  return { header: parse(headerSchema, json, 'The header'), dataStart };
}

/** Elements of a byte range: a view where the address is aligned, a copy where it is not. */
function viewElements(type: ElementType, shape: readonly number[], bytes: Uint8Array): TensorData {
  const unit = BYTES_OF[type];
  const aligned = bytes.byteOffset % unit === 0 ? bytes : bytes.slice();
  const { buffer, byteOffset, byteLength } = aligned;
  const count = byteLength / unit;
  switch (type) {
    case 'float32':
      return tensorData(type, shape, new Float32Array(buffer, byteOffset, count));
    case 'float16':
    case 'bfloat16':
      return tensorData(type, shape, new Uint16Array(buffer, byteOffset, count));
    case 'int8':
      return tensorData(type, shape, new Int8Array(buffer, byteOffset, count));
    case 'uint8':
    case 'bool':
      return tensorData(type, shape, new Uint8Array(buffer, byteOffset, count));
    case 'int32':
      return tensorData(type, shape, new Int32Array(buffer, byteOffset, count));
    case 'int64':
      return tensorData(type, shape, new BigInt64Array(buffer, byteOffset, count));
  }
}

const BYTES_OF: Record<ElementType, number> = {
  float32: 4,
  float16: 2,
  bfloat16: 2,
  int8: 1,
  uint8: 1,
  int32: 4,
  int64: 8,
  bool: 1,
};

/**
 * Reads a safetensors file (format of huggingface/safetensors: 8-byte header length, JSON header,
 * little-endian data). Tensors are views into `bytes` wherever alignment allows.
 * @throws SafetensorsError where the header is malformed, a range leaves the file, overlaps another or
 * leaves a gap, a size does not match its shape, or an element type is unknown.
 */
export function readSafetensors(bytes: Uint8Array): SafetensorsFile {
  const { header, dataStart } = readHeader(bytes);
  const tensors = new Map<string, TensorData>();
  const ranges: [number, number][] = [];
  let metadata: Record<string, string> = {};
  const dataBytes = bytes.byteLength - dataStart;
  for (const [name, value] of Object.entries(header)) {
    if (name === '__metadata__') {
      metadata = parse(metadataSchema, value, 'The metadata');
      continue;
    }
    const entry = parse(entrySchema, value, `The entry of ${name}`);
    const type = TYPE_OF.get(entry.dtype);
    if (type === undefined)
      throw new SafetensorsError(`${name} has elements of unknown type ${entry.dtype}.`);
    const [start, end] = entry.data_offsets;
    if (start > end || end > dataBytes) throw new SafetensorsError(`${name} lies outside the file.`);
    if (end - start !== elementCount(entry.shape) * BYTES_OF[type]) {
      throw new SafetensorsError(
        `${name} has ${end - start} bytes, which do not fit [${entry.shape.join(', ')}].`,
      );
    }
    ranges.push([start, end]);
    tensors.set(name, viewElements(type, entry.shape, bytes.subarray(dataStart + start, dataStart + end)));
  }
  expectContiguous(ranges, dataBytes);
  return { tensors, metadata };
}

function expectContiguous(ranges: [number, number][], dataBytes: number): void {
  let position = 0;
  for (const [start, end] of ranges.sort((a, b) => a[0] - b[0] || a[1] - b[1])) {
    if (start !== position)
      throw new SafetensorsError('Tensors overlap, or bytes between them belong to none.');
    position = end;
  }
  if (position !== dataBytes) throw new SafetensorsError('The file has bytes that belong to no tensor.');
}

/**
 * Writes a safetensors file. Equal content gives equal bytes: tensors are laid out by falling element
 * size (so that every one is aligned), then by name.
 */
export function writeSafetensors(
  tensors: ReadonlyMap<string, TensorData>,
  metadata: Readonly<Record<string, string>> = {},
): Uint8Array<ArrayBuffer> {
  const entries = [...tensors].sort(
    ([nameA, a], [nameB, b]) =>
      BYTES_OF[b.type] - BYTES_OF[a.type] || (nameA < nameB ? -1 : nameA > nameB ? 1 : 0),
  );
  const header: [string, unknown][] = [];
  if (Object.keys(metadata).length > 0) header.push(['__metadata__', metadata]);
  let offset = 0;
  for (const [name, tensor] of entries) {
    const end = offset + tensor.data.byteLength;
    header.push([name, { dtype: DTYPE_OF[tensor.type], shape: tensor.shape, data_offsets: [offset, end] }]);
    offset = end;
  }
  const json = new TextEncoder().encode(JSON.stringify(Object.fromEntries(header)));
  const headerBytes = Math.ceil(json.byteLength / 8) * 8;
  const file = new Uint8Array(8 + headerBytes + offset);
  new DataView(file.buffer).setBigUint64(0, BigInt(headerBytes), true);
  file.fill(0x20, 8, 8 + headerBytes);
  file.set(json, 8);
  let position = 8 + headerBytes;
  for (const [, tensor] of entries) {
    file.set(bytesOf(tensor), position);
    position += tensor.data.byteLength;
  }
  return file;
}
