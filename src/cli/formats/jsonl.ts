import type { Head } from '../../packs/catalog.ts';
import type { ToneScore } from '../../tasks/sentiment.ts';
import { membersOf } from './json-members.ts';
import { cutRecords, openText, type RawRecord } from './records.ts';
import { ANSWER_FIELDS, type BadRow, isBad, type Row, rounded, type Table } from './row.ts';

/**
 * One JSON object a line. Fields pass through as they are written; ours are added at the end.
 *
 * @param column field that holds the text.
 */
export async function openJsonl(chunks: AsyncIterable<Uint8Array>, column = 'text'): Promise<Table> {
  const text = await openText(chunks);
  return {
    rows: rowsOf(text.chunks, column),
    preamble: () => '',
    render: (row, head, score) => `${withAnswer(row, answerOf(head, score))}\n`,
  };
}

async function* rowsOf(chunks: AsyncIterable<Uint8Array>, column: string): AsyncGenerator<Row | BadRow> {
  for await (const record of cutRecords(chunks)) {
    yield isBad(record) ? record : rowOf(record, column);
  }
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function rowOf(record: RawRecord, column: string): Row | BadRow {
  const bad = (problem: string): BadRow => ({ line: record.line, end: record.end, problem });
  let value: unknown;
  try {
    value = JSON.parse(record.raw);
  } catch (error) {
    return bad(`is not JSON (${error instanceof Error ? error.message : String(error)})`);
  }
  if (!isObject(value)) return bad('is not a JSON object');
  const fields = value;
  const field = (name: string): unknown => (Object.hasOwn(fields, name) ? fields[name] : undefined);
  const text = field(column);
  if (text === undefined) return bad(`has no field "${column}"`);
  if (typeof text !== 'string') return bad(`has a field "${column}" that is not a text`);
  if (text.trim() === '') return bad(`has an empty field "${column}"`);
  return { ...record, text, field };
}

/** The members that are added to a row, without braces. */
function answerOf(head: Head, score: ToneScore): string {
  const answer = {
    label: score.label,
    probabilities: Object.fromEntries(
      head.labels.map((label, i) => [label, rounded(score.probabilities[i] ?? 0)]),
    ),
    confidence: rounded(score.confidence),
    ...(score.truncated ? { truncated: true } : {}),
  };
  return JSON.stringify(answer).slice(1, -1);
}

function withAnswer(row: Row, answer: string): string {
  const replaced = [...ANSWER_FIELDS].some((name) => row.field(name) !== undefined);
  if (!replaced) return `${row.raw.trimEnd().slice(0, -1).trimEnd()},${answer}}`;
  const kept = membersOf(row.raw).filter((member) => !ANSWER_FIELDS.has(member.key));
  return `{${[...kept.map((member) => member.source), answer].join(',')}}`;
}
