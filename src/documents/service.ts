import { looksEnglish } from '../text/language.ts';
import { type SegmentOptions, segmentInSteps } from '../text/segment.ts';
import type { Segmentation } from '../text/types.ts';
import type { DocumentsApi, Progress } from './api.ts';
import { importFile } from './import.ts';

/** Progress messages per second are bounded: each one wakes the page. */
const PROGRESS_EVERY_MS = 100;

/** The worker's side of `DocumentsApi`, apart from the worker so that it can be tested. */
export function documentsService(): DocumentsApi {
  const running = new Map<number, AbortController>();
  const attend = async <Result>(job: number, work: (signal: AbortSignal) => Promise<Result>) => {
    const controller = new AbortController();
    running.set(job, controller);
    try {
      return await work(controller.signal);
    } finally {
      running.delete(job);
    }
  };
  return {
    ping: () => Date.now(),
    segment: (job, text, onProgress) =>
      attend(job, (signal) => cut(text, { signal, onProgress: seldom(onProgress) })),
    importFile: (job, name, buffer, onProgress) =>
      attend(job, (signal) =>
        importFile(name, new Uint8Array(buffer), { signal, onProgress: seldom(onProgress) }),
      ),
    cancel: (job) => running.get(job)?.abort(),
  };
}

async function cut(text: string, options: SegmentOptions): Promise<Segmentation> {
  const segmentation = await segmentInSteps(text, options);
  const english = looksEnglish(text, segmentation);
  return english === undefined ? segmentation : { ...segmentation, english };
}

function seldom(onProgress: (progress: Progress) => void): (progress: Progress) => void {
  let last = Number.NEGATIVE_INFINITY;
  return (progress) => {
    if (progress.done < progress.total && performance.now() - last < PROGRESS_EVERY_MS) return;
    last = performance.now();
    onProgress(progress);
  };
}
