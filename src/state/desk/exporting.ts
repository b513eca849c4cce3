import type { ExportedDocument, ExportedSentence } from '../../documents/exported.ts';
import type { PackCard } from '../packs.ts';
import type { BoardScore } from '../score-board.ts';
import type { Analysis } from './state.ts';

/** In the order of every published model. */
const TONE_LABELS = ['negative', 'neutral', 'positive'];

type Document = Omit<ExportedDocument, 'type' | 'version'>;

export interface ExportInput {
  readonly title: string;
  readonly analysis: Analysis;
  /** Every model that is known, to name the labels of its scores. */
  readonly cards: readonly PackCard[];
  readonly app: string;
  readonly now: Date;
}

/**
 * A document as it is saved in a file. One file names one model: scores that another model gave are left out.
 */
export function documentOf({ title, analysis, cards, app, now }: ExportInput): Document {
  const model = modelOf(analysis);
  const card = cards.find((one) => one.entry.hash === model?.packHash);
  const labels = card?.entry.heads.find((head) => head.id === model?.head)?.labels;
  const sentences = analysis.segmentation.sentences.map(({ start, end, kind }, i): ExportedSentence => {
    const score = analysis.board.get(i);
    const own = score?.packHash === model?.packHash && score?.head === model?.head ? score : undefined;
    return {
      start,
      end,
      kind,
      text: analysis.text.slice(start, end),
      label: own?.label ?? null,
      confidence: own?.confidence ?? null,
      probabilities:
        own === undefined || labels === undefined
          ? null
          : Object.fromEntries(labels.map((label, at) => [label, own.probabilities[at] ?? 0])),
      ...(own === undefined ? {} : { tokens: own.tokens, truncated: own.truncated }),
    };
  });
  return {
    app,
    exported: now.toISOString(),
    title,
    text: analysis.text,
    pack:
      model === undefined
        ? null
        : {
            id: card?.entry.id ?? 'unknown',
            version: card?.entry.version ?? 'unknown',
            hash: model.packHash,
          },
    backend: card?.variant.backend ?? null,
    variant: model?.variant ?? null,
    convention: model?.head ?? null,
    sentences,
  };
}

/** Labels that a table of this document has columns for: those of the model that it names, else of the one that reads. */
export function labelsOf(
  { pack, convention }: Pick<Document, 'pack' | 'convention'>,
  cards: readonly PackCard[],
  chosen: readonly string[] | undefined,
): readonly string[] {
  const heads = cards.find((card) => card.entry.hash === pack?.hash)?.entry.heads;
  return heads?.find((head) => head.id === convention)?.labels ?? chosen ?? TONE_LABELS;
}

/** The model whose scores the file holds: the current one where it has scored anything. */
function modelOf({ board, segmentation }: Analysis): BoardScore | undefined {
  let other: BoardScore | undefined;
  for (let i = 0; i < segmentation.sentences.length; i++) {
    const score = board.get(i);
    if (score === undefined) continue;
    if (!board.isStale(i)) return score;
    other ??= score;
  }
  return other;
}
