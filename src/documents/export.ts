import Papa from 'papaparse';
import { EXPORT_TYPE, EXPORT_VERSION, type ExportedDocument, type ExportedSentence } from './exported.ts';

/** First characters that make a spreadsheet run a cell as a formula; plain signed numbers are spared. */
const FORMULA = /^(?:[=@\t\r＝＠]|[+\-＋－](?!\d[\d.,]*(?:e[+-]?\d+)?%?$))/;
const BYTE_ORDER_MARK = '\ufeff';

/**
 * Sentences as CSV for spreadsheets: byte order mark, CRLF line ends, one column a label (`probability_positive`,
 * as the command names it). A text that a spreadsheet would run as a formula begins with an apostrophe that is not in
 * the document; `start` and `end` are not moved by it, and JSON has no such guard.
 */
export function toCsv(rows: readonly ExportedSentence[]): string {
  const labels = [...new Set(rows.flatMap((row) => Object.keys(row.probabilities ?? {})))];
  const fields = [
    'start',
    'end',
    'kind',
    'text',
    'label',
    'confidence',
    ...labels.map((label) => `probability_${label}`),
  ];
  const data = rows.map((row) => [
    row.start,
    row.end,
    row.kind,
    row.text,
    row.label ?? '',
    row.confidence ?? '',
    ...labels.map((label) => row.probabilities?.[label] ?? ''),
  ]);
  return BYTE_ORDER_MARK + Papa.unparse({ fields, data }, { newline: '\r\n', escapeFormulae: FORMULA });
}

/** A document as JSON that `restoreDocument` reads again. */
export function toJson(document: Omit<ExportedDocument, 'type' | 'version'>): string {
  const saved: ExportedDocument = { type: EXPORT_TYPE, version: EXPORT_VERSION, ...document };
  return `${JSON.stringify(saved, null, 2)}\n`;
}
