import { UndertoneError } from '../errors.ts';

/** Inputs of a metric that do not belong together: lengths differ, a label is out of range, nothing to measure. */
export class MetricInputError extends UndertoneError {
  override readonly name = 'MetricInputError';
}
