import { argmax, evaluate } from '../../src/evaluation/metrics.ts';
import { fitTemperature } from '../../src/evaluation/temperature.ts';
import type { Head, Metric } from '../../src/packs/catalog.ts';
import { softmax } from '../../src/tasks/sentiment.ts';
import type { CardFacts, CardReport } from './card.ts';
import type { Example } from './corpus.ts';
import { inferRows } from './infer.ts';

/** A head with the data that it is judged on; none of it was trained on. */
export interface JudgedHead {
  readonly head: Omit<Head, 'temperature'>;
  /** Fits the temperature. */
  readonly validation: readonly Example[];
  /** By the name of the data set. */
  readonly tests: ReadonlyMap<string, readonly Example[]>;
}

/** What held-out data say about a model. */
export interface Judgement {
  readonly heads: readonly Head[];
  readonly reports: readonly CardReport[];
  readonly metrics: readonly Metric[];
  readonly quantisation: CardFacts['quantisation'];
}

type Encode = (examples: readonly Example[]) => readonly (readonly number[])[];

const golds = (examples: readonly Example[]): number[] => examples.map((example) => example.label);

/**
 * Judges the graph that will serve: temperatures from validation data, figures from held-out data, and its
 * agreement with the fp32 graph.
 *
 * @param encode Token ids of each example.
 */
export async function judge(
  models: { readonly int8: Uint8Array; readonly fp32: Uint8Array },
  heads: readonly JudgedHead[],
  encode: Encode,
  seed: number,
): Promise<Judgement> {
  const fitted: Head[] = [];
  const reports: CardReport[] = [];
  const metrics: Metric[] = [];
  let [rows, agreeing, gained] = [0, 0, 0];
  for (const { head, validation, tests } of heads) {
    const held = [...new Set([...tests.values()].flat())];
    const logits = async (model: Uint8Array, examples: readonly Example[], title: string) =>
      (await inferRows(model, encode(examples), [head.output], title)).get(head.output) ?? [];
    const temperature = fitTemperature(
      await logits(models.int8, validation, `${head.id}, validation, int8`),
      golds(validation),
    );
    const byExample = (rows: readonly Float32Array[]) =>
      new Map(held.map((example, i) => [example, rows[i] ?? new Float32Array()]));
    const servedOf = byExample(await logits(models.int8, held, `${head.id}, held out, int8`));
    const exactOf = byExample(await logits(models.fp32, held, `${head.id}, held out, fp32`));
    const right = (of: ReadonlyMap<Example, Float32Array>): number =>
      held.filter((example) => argmax(of.get(example) ?? []) === example.label).length;
    rows += held.length;
    agreeing += held.filter(
      (example) => argmax(servedOf.get(example) ?? []) === argmax(exactOf.get(example) ?? []),
    ).length;
    gained += right(servedOf) - right(exactOf);
    fitted.push({ ...head, temperature: Number(temperature.toFixed(4)) });
    for (const [dataset, examples] of tests) {
      const report = evaluate(
        examples.map((example) => softmax(servedOf.get(example) ?? [], temperature)),
        golds(examples),
        head.labels.length,
        { seed, groups: examples.map((example) => example.group) },
      );
      reports.push({ head: head.id, dataset, labels: head.labels, report });
      for (const [name, figure] of [
        ['accuracy', report.accuracy],
        ['macro-F1', report.macroF1],
      ] as const) {
        metrics.push({ name, head: head.id, dataset, ...figure, rows: examples.length });
      }
    }
  }
  return {
    heads: fitted,
    reports,
    metrics: metrics.map(rounded),
    quantisation: { rows, agreement: agreeing / rows, difference: gained / rows },
  };
}

function rounded(metric: Metric): Metric {
  const round = (value: number): number => Number(value.toFixed(4));
  return { ...metric, value: round(metric.value), low: round(metric.low), high: round(metric.high) };
}
