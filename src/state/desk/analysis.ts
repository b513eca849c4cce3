import type { ModelPort, TextPort } from '../ports.ts';
import type { Jobs, Work } from './jobs.ts';
import type { Keeper } from './keeping.ts';
import { carryScores, scorableOf } from './reuse.ts';
import type { Scorer } from './scoring.ts';
import { type Analysis, analysisOf, type DeskStore } from './state.ts';

/** Cutting and scoring of the text in the store. */
export interface Analyst {
  /** Cuts the store's text, carries over what is known, and scores the rest. */
  analyse(): Promise<void>;
  /** Shows an analysis that was stored. */
  adopt(analysis: Analysis): void;
  /** Scores what is left. */
  score(): Promise<void>;
  /** Tells the current board which model counts, after another was installed or chosen. */
  modelChanged(): void;
}

export function createAnalyst(
  store: DeskStore,
  jobs: Jobs,
  texts: TextPort,
  model: ModelPort,
  scorer: Scorer,
  keeper: Keeper,
): Analyst {
  const markModel = (analysis: Analysis) => {
    const chosen = model.chosen();
    if (chosen !== undefined) analysis.board.setModel(chosen.packHash, chosen.head);
  };

  const scoreRemaining: Work = async (signal, report) => {
    const chosen = model.chosen();
    const { analysis } = store.getState();
    if (chosen === undefined || analysis === undefined) return;
    analysis.board.setModel(chosen.packHash, chosen.head);
    if (analysis.board.remaining().length === 0) return;
    report(0, 0, 'opening');
    await model.open(signal);
    signal.throwIfAborted();
    try {
      await scorer.score(analysis, chosen, signal, (done, total) => report(done, total, 'scoring'));
    } finally {
      // The browser may be closed any moment: what was read is stored now.
      void keeper.flush();
    }
  };

  return {
    analyse() {
      const { text, analysis: before } = store.getState();
      return jobs.run('segmenting', async (signal, report) => {
        const segmentation = await texts.segment(text, { signal, onProgress: report });
        signal.throwIfAborted();
        const analysis = analysisOf(text, segmentation, scorableOf(segmentation));
        if (before !== undefined) carryScores(before, analysis);
        markModel(analysis);
        analysis.board.flush();
        before?.board.dispose();
        store.setState({ analysis, selected: undefined });
        keeper.keepSegmentation(analysis);
        // What was carried over belongs to the new revision too.
        const chosen = model.chosen();
        if (chosen !== undefined && analysis.board.summary.scored > 0) keeper.keepScores(analysis, chosen);
        await scoreRemaining(signal, report);
      });
    },
    adopt(analysis) {
      markModel(analysis);
      analysis.board.flush();
      store.setState({ analysis });
    },
    score: () => jobs.run('opening', scoreRemaining),
    modelChanged() {
      const { analysis } = store.getState();
      if (analysis !== undefined) markModel(analysis);
    },
  };
}
