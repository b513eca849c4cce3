import type { PackCard } from '../packs.ts';
import { fileNameOf, saveBlob } from '../save-file.ts';
import { documentOf } from './exporting.ts';
import type { DeskState } from './state.ts';

/** Saves the current document's sentences and tones as a file; the writer is fetched when it is used. */
export async function saveExport(
  { analysis, current }: DeskState,
  cards: readonly PackCard[],
  format: 'csv' | 'json',
): Promise<void> {
  if (analysis === undefined) return;
  const { toCsv, toJson } = await import('../../documents/export.ts');
  const title = current?.title ?? '';
  const saved = documentOf({ title, analysis, cards, app: __APP_VERSION__, now: new Date() });
  const [text, type] =
    format === 'csv'
      ? [toCsv(saved.sentences), 'text/csv;charset=utf-8']
      : [toJson(saved), 'application/json'];
  saveBlob(new Blob([text], { type }), `${fileNameOf(title)}.${format}`);
}
