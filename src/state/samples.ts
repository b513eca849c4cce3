import { SAMPLES, type Sample } from '../documents/samples.ts';
import { UndertoneError } from '../errors.ts';
import type { Desk } from './desk/desk.ts';
import { failureOf } from './failure.ts';

/** A sample's file did not come. */
export class SampleMissingError extends UndertoneError {
  override readonly name = 'SampleMissingError';
}

/** The documents that come with the page. */
export interface Samples {
  readonly list: readonly Sample[];
  /** Opens a copy of the sample, as a document like any other; an unchanged copy serves again. */
  open(desk: Desk, sample: Sample): Promise<void>;
}

export function createSamples(): Samples {
  return {
    list: SAMPLES,
    async open(desk, sample) {
      try {
        const response = await fetch(new URL(sample.file, document.baseURI));
        if (!response.ok || response.headers.get('content-type')?.includes('html') === true) {
          throw new SampleMissingError(`“${sample.title}” could not be loaded (${response.status}).`);
        }
        const text = await response.text();
        // Opened before and not changed since: shown again, not stored once more.
        const before = desk.store
          .getState()
          .documents.find(
            ({ source, title, length }) =>
              source.kind === 'sample' &&
              source.id === sample.id &&
              title === sample.title &&
              length === text.length,
          );
        if (before === undefined) await desk.add(sample.title, text, { kind: 'sample', id: sample.id });
        else await desk.open(before.id);
      } catch (cause) {
        desk.store.setState({ failure: failureOf(cause) });
      }
    },
  };
}
