import Papa from 'papaparse';
import { EXPORT_TYPE, EXPORT_VERSION, type ExportedDocument, type ExportedSentence } from './exported.ts';

/** First characters that make a spreadsheet run a cell as a formula; plain signed numbers are spared. */
const FORMULA = /^(?:[=@\t\r＝＠]|[+\-＋－](?!\d[\d.,]*(?:e[+-]?\d+)?%?$))/;
const BYTE_ORDER_MARK = '\ufeff';

/** What the columns beside the sentences say. */
export interface CsvModel {
  /** Labels that have a column even where no sentence has a score. */
  readonly labels?: readonly string[];
  readonly pack?: ExportedDocument['pack'];
  readonly convention?: string | null;
}

/**
 * Sentences as CSV for spreadsheets: byte order mark, CRLF line ends, one column a label (`probability_positive`,
 * as the command names it). A text that a spreadsheet would run as a formula begins with an apostrophe that is not in
 * the document; `start` and `end` are not moved by it, and JSON has no such guard. The last columns name the model and
 * the convention that gave the tone.
 */
export function toCsv(
  rows: readonly ExportedSentence[],
  { labels: wanted = [], pack, convention }: CsvModel = {},
): string {
  const labels = [...new Set([...wanted, ...rows.flatMap((row) => Object.keys(row.probabilities ?? {}))])];
  const fields = [
    'start',
    'end',
    'kind',
    'text',
    'label',
    'confidence',
    ...labels.map((label) => `probability_${label}`),
    'pack',
    'pack_version',
    'pack_hash',
    'convention',
  ];
  const model = [pack?.id ?? '', pack?.version ?? '', pack?.hash ?? '', convention ?? ''];
  const data = rows.map((row) => [
    row.start,
    row.end,
    row.kind,
    row.text,
    row.label ?? '',
    row.confidence ?? '',
    ...labels.map((label) => row.probabilities?.[label] ?? ''),
    // What was not read was read by nobody.
    ...(row.label === null ? model.map(() => '') : model),
  ]);
  return BYTE_ORDER_MARK + Papa.unparse({ fields, data }, { newline: '\r\n', escapeFormulae: FORMULA });
}

/** A document as JSON that `restoreDocument` reads again. */
export function toJson(document: Omit<ExportedDocument, 'type' | 'version'>): string {
  const saved: ExportedDocument = { type: EXPORT_TYPE, version: EXPORT_VERSION, ...document };
  return `${JSON.stringify(saved, null, 2)}\n`;
}
