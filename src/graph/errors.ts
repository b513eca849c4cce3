import { UndertoneError } from '../errors.ts';

/** A graph was put together wrongly: shapes, names or operators that do not fit. A fault of the program. */
export class GraphError extends UndertoneError {
  override readonly name = 'GraphError';
}

/** Bytes that should be a safetensors file are not one, or not one that we read. */
export class SafetensorsError extends UndertoneError {
  override readonly name = 'SafetensorsError';
}

/** Bytes that should be an ONNX model are not one. */
export class MalformedModelError extends UndertoneError {
  override readonly name = 'MalformedModelError';
}

/** A model's configuration or weights are missing, inconsistent or of an unsupported kind. */
export class ModelDescriptionError extends UndertoneError {
  override readonly name = 'ModelDescriptionError';
}
