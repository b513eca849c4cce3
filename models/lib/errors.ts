import { UndertoneError } from '../../src/errors.ts';

/** Start weights that cannot be obtained or are not the pinned ones. */
export class BaseWeightsError extends UndertoneError {
  override readonly name = 'BaseWeightsError';
}

/** A data set that is missing or is not what its reader expects. */
export class DataError extends UndertoneError {
  override readonly name = 'DataError';
}

/** A setting that the recipe does not have, or a value that it cannot take. */
export class SettingsError extends UndertoneError {
  override readonly name = 'SettingsError';
}

/** A pack that must not be published: too large, inconsistent, or wrong against its reference. */
export class PublishError extends UndertoneError {
  override readonly name = 'PublishError';
}

/** A program of another language that a recipe needs has failed. */
export class ToolError extends UndertoneError {
  override readonly name = 'ToolError';
}

/** A batch whose loss or gradient is NaN or infinite; the message names its examples. */
export class BadBatchError extends UndertoneError {
  override readonly name = 'BadBatchError';
}

/** A training that went through but did not learn. */
export class TrainingError extends UndertoneError {
  override readonly name = 'TrainingError';
}
