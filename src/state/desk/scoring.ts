import type { ScoredBatch } from '../../engine/api.ts';
import type { ChosenModel, EnginePort } from '../ports.ts';
import type { BoardScore } from '../score-board.ts';
import { gatherWork } from './reuse.ts';
import type { Analysis } from './state.ts';

/** Scores what an analysis lacks. */
export interface Scorer {
  score(
    analysis: Analysis,
    model: ChosenModel,
    signal: AbortSignal,
    report: (done: number, total: number) => void,
  ): Promise<void>;
  /** Names the sentences in view: they are read before the others. */
  prefer(first: number, last: number): void;
}

/** @param keep called now and then, and at the end, with what there is to store */
export function createScorer(
  engine: EnginePort,
  keep: (analysis: Analysis, model: ChosenModel) => void,
): Scorer {
  let view = { first: 0, last: 0 };
  let running:
    | { placesIn(first: number, last: number): number[]; prefer(places: number[]): void }
    | undefined;

  return {
    prefer(first, last) {
      view = { first, last };
      if (running === undefined) return;
      const places = running.placesIn(first, last);
      if (places.length > 0) running.prefer(places);
    },
    async score(analysis, model, signal, report) {
      const work = gatherWork(analysis, analysis.board.remaining());
      const total = work.sentences.reduce((sum, own) => sum + own.length, 0);
      const placeOf = new Map<number, number>();
      for (const [place, own] of work.sentences.entries()) for (const i of own) placeOf.set(i, place);
      const placesIn = (first: number, last: number) => {
        const places: number[] = [];
        for (let i = first; i < last; i++) {
          const place = placeOf.get(i);
          if (place !== undefined && analysis.board.get(i) === undefined) places.push(place);
        }
        return places;
      };
      let done = 0;
      const onBatch = (batch: ScoredBatch) => {
        const indices: number[] = [];
        const scores: BoardScore[] = [];
        for (const [i, place] of batch.indices.entries()) {
          const score = batch.scores[i];
          if (score === undefined) continue;
          for (const sentence of work.sentences[place] ?? []) {
            indices.push(sentence);
            scores.push({ ...score, ...model });
          }
        }
        analysis.board.set(indices, scores);
        done += indices.length;
        report(done, total);
        keep(analysis, model);
      };
      report(0, total);
      const job = engine.score(model.head, work.texts, placesIn(view.first, view.last), { signal, onBatch });
      running = { placesIn, prefer: (places) => job.prefer(places) };
      try {
        await job.done;
      } finally {
        running = undefined;
        analysis.board.flush();
        keep(analysis, model);
      }
    },
  };
}
