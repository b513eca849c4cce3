import type { PacksState } from '../packs.ts';
import { fileNameOf, saveBlob } from '../save-file.ts';
import { documentOf, labelsOf } from './exporting.ts';
import type { DeskState } from './state.ts';

/** How many of the sentences that carry a tone have one in a file. */
export interface Exported {
  readonly read: number;
  readonly of: number;
}

/** Saves the current document's sentences and tones as a file; the writer is fetched when it is used. */
export async function saveExport(
  { analysis, current }: DeskState,
  { cards, chosen }: PacksState,
  format: 'csv' | 'json',
): Promise<Exported | undefined> {
  if (analysis === undefined) return undefined;
  const { toCsv, toJson } = await import('../../documents/export.ts');
  const title = current?.title ?? '';
  const saved = documentOf({ title, analysis, cards, app: __APP_VERSION__, now: new Date() });
  const [text, type] =
    format === 'csv'
      ? [
          toCsv(saved.sentences, { ...saved, labels: labelsOf(saved, cards, chosen?.labels) }),
          'text/csv;charset=utf-8',
        ]
      : [toJson(saved), 'application/json'];
  saveBlob(new Blob([text], { type }), `${fileNameOf(title)}.${format}`);
  const read = saved.sentences.filter((one) => one.label !== null).length;
  return { read, of: analysis.board.summary.scorable };
}
