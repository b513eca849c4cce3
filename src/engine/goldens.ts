import * as v from 'valibot';
import { UndertoneError } from '../errors.ts';
import type { LogitsByHead } from './model.ts';

/** A backend that does not reproduce the pack's stored answers; it must not serve. */
export class GoldenMismatchError extends UndertoneError {
  override readonly name = 'GoldenMismatchError';
}

const rowsSchema = v.array(v.array(v.number()));

/** `goldens.json` of a pack: texts, their token ids and the logits that an independent runtime gave for them. */
export const goldensSchema = v.object({
  format: v.literal(1),
  /** Largest allowed absolute difference of a logit. */
  tolerance: v.pipe(v.number(), v.gtValue(0)),
  cases: v.pipe(
    v.array(
      v.object({
        texts: v.pipe(v.array(v.string()), v.minLength(1)),
        /** Length that the batch was padded to, or null for the longest text's. */
        padTo: v.nullable(v.number()),
        ids: v.array(v.array(v.number())),
        logits: v.record(v.string(), rowsSchema),
      }),
    ),
    v.minLength(1),
  ),
});
export type Goldens = v.InferOutput<typeof goldensSchema>;
export type GoldenCase = Goldens['cases'][number];

/** What a golden check needs of a model that is about to serve. */
export interface GoldenSubject {
  encode(text: string): readonly number[];
  run(ids: readonly (readonly number[])[], padTo: number | null): Promise<LogitsByHead>;
}

/** Texts in the one mixed batch of a quick check. */
const QUICK_TEXTS = 8;

/**
 * The quick check: a few texts of all cases as one mixed batch. It may be one batch because an answer
 * does not depend on its neighbours; the full check proves just that.
 */
export function quickCases(goldens: Goldens): GoldenCase[] {
  const rows = goldens.cases.flatMap((golden) =>
    golden.texts.map((text, row) => ({ text, ids: golden.ids[row] ?? [], golden, row })),
  );
  const short = rows.filter((row) => row.ids.length <= 64);
  const pool = short.length > 0 ? short : rows;
  const step = Math.max(1, Math.floor(pool.length / QUICK_TEXTS));
  const picked = pool.filter((_, index) => index % step === 0).slice(0, QUICK_TEXTS);
  const heads = Object.keys(goldens.cases[0]?.logits ?? {});
  return [
    {
      texts: picked.map((row) => row.text),
      padTo: null,
      ids: picked.map((row) => row.ids),
      logits: Object.fromEntries(
        heads.map((head) => [head, picked.map((row) => row.golden.logits[head]?.[row.row] ?? [])]),
      ),
    },
  ];
}

/**
 * Compares a model with a pack's goldens: token ids exactly, logits within the tolerance.
 *
 * @returns the largest absolute difference of a logit.
 * @throws GoldenMismatchError at the first case that differs.
 */
export async function checkGoldens(
  cases: readonly GoldenCase[],
  tolerance: number,
  subject: GoldenSubject,
): Promise<number> {
  let worst = 0;
  for (const golden of cases) {
    golden.texts.forEach((text, row) => {
      const expected = golden.ids[row] ?? [];
      const ids = subject.encode(text);
      if (ids.length !== expected.length || ids.some((id, position) => id !== expected[position])) {
        throw new GoldenMismatchError(
          `The tokenizer cuts "${text.slice(0, 60)}" otherwise than the reference does.`,
        );
      }
    });
    const logits = await subject.run(golden.ids, golden.padTo);
    for (const [head, rows] of Object.entries(golden.logits)) {
      rows.forEach((expected, row) => {
        const actual = logits.get(head)?.[row];
        expected.forEach((value, column) => {
          const difference = Math.abs((actual?.[column] ?? Number.NaN) - value);
          if (!(difference <= tolerance)) {
            throw new GoldenMismatchError(
              `The model answers otherwise than its reference (${difference.toPrecision(3)} off, ${tolerance} allowed).`,
            );
          }
          worst = Math.max(worst, difference);
        });
      });
    }
  }
  return worst;
}
