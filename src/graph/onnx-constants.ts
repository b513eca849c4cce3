/** Codes of AttributeProto.type in the ONNX specification. */
export const ATTRIBUTE_KIND = { float: 1, int: 2, string: 3, floats: 6, ints: 7 } as const;

/** Codes of TensorProto.data_type for the element types that we write. */
export const ELEMENT_CODES = {
  float32: 1,
  uint8: 2,
  int8: 3,
  int32: 6,
  int64: 7,
  bool: 9,
  float16: 10,
  bfloat16: 16,
} as const;

/** TensorProto.data_location where the bytes lie in another file. */
export const EXTERNAL_LOCATION = 1;

/** Bits of one element by TensorProto.data_type code; kinds without a fixed size (strings) are missing. */
export const ELEMENT_BITS: ReadonlyMap<number, number> = new Map([
  [1, 32],
  [2, 8],
  [3, 8],
  [4, 16],
  [5, 16],
  [6, 32],
  [7, 64],
  [9, 8],
  [10, 16],
  [11, 64],
  [12, 32],
  [13, 64],
  [14, 64],
  [15, 128],
  [16, 16],
  [17, 8],
  [18, 8],
  [19, 8],
  [20, 8],
  [21, 4],
  [22, 4],
]);

/** Operator sets and file version that our graphs ask for. */
export const OPSET_VERSION = 21n;
export const CONTRIB_VERSION = 1n;
export const IR_VERSION = 10n;

/** Domain of ONNX Runtime's own operators. */
export const CONTRIB_DOMAIN = 'com.microsoft';
