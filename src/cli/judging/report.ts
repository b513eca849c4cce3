import { bootstrapMany, type Interval } from '../../evaluation/bootstrap.ts';
import { brierScore, debiasedCalibrationError, negativeLogLikelihood } from '../../evaluation/calibration.ts';
import { accuracy, classScores, confusionMatrix, macroF1 } from '../../evaluation/classification.ts';
import { argmax } from '../../evaluation/metrics.ts';

/** Figures of one label; intervals are 95 % bootstrap intervals. */
export interface LabelReport {
  readonly label: string;
  readonly precision: Interval;
  readonly recall: Interval;
  readonly f1: Interval;
  /** Rows whose gold label it is. */
  readonly support: number;
}

/** What `undertone evaluate` reports, as its JSON has it. */
export interface EvaluationReport {
  readonly pack: string;
  readonly convention: string;
  readonly rows: number;
  /** Lines that could not be used. */
  readonly left_out: number;
  readonly accuracy: Interval;
  readonly macro_f1: Interval;
  readonly nll: Interval;
  /** Debiased expected calibration error of the likeliest label (Kumar, Liang and Ma 2019). */
  readonly ece: number;
  readonly brier: number;
  readonly labels: readonly LabelReport[];
  /** `confusion[gold][predicted]`, in the order of `labels`. */
  readonly confusion: readonly (readonly number[])[];
  readonly bootstrap: { readonly resamples: number; readonly seed: number; readonly level: number };
}

const SMALLEST = 1e-12;

/**
 * Judges probabilities, `[rows][labels]`, against gold labels.
 *
 * @throws MetricInputError where there are no rows.
 */
export function judge(
  names: readonly string[],
  probabilities: readonly (readonly number[])[],
  gold: readonly number[],
  { resamples, seed }: { readonly resamples: number; readonly seed: number },
): Omit<EvaluationReport, 'pack' | 'convention' | 'left_out'> {
  const predicted = probabilities.map(argmax);
  const losses = probabilities.map((row, i) => -Math.log(Math.max(row[gold[i] ?? -1] ?? 0, SMALLEST)));
  const at = (values: readonly number[], indices: readonly number[]): number[] =>
    indices.map((i) => values[i] ?? Number.NaN);
  const [overall, macro, loss, ...perClass] = bootstrapMany(
    gold.length,
    (indices) => {
      const matrix = confusionMatrix(at(gold, indices), at(predicted, indices), names.length);
      const lost = at(losses, indices).reduce((sum, value) => sum + value, 0);
      return [
        accuracy(matrix),
        macroF1(matrix),
        lost / indices.length,
        ...classScores(matrix).flatMap((score) => [score.precision, score.recall, score.f1]),
      ];
    },
    { resamples, seed },
  );
  const confusion = confusionMatrix(gold, predicted, names.length);
  const none: Interval = { value: Number.NaN, low: Number.NaN, high: Number.NaN };
  return {
    rows: gold.length,
    accuracy: overall ?? none,
    macro_f1: macro ?? none,
    nll: { ...(loss ?? none), value: negativeLogLikelihood(probabilities, gold) },
    ece: debiasedCalibrationError(probabilities, gold, { seed }),
    brier: brierScore(probabilities, gold),
    labels: classScores(confusion).map((score, i) => ({
      label: names[i] ?? '',
      precision: perClass[i * 3] ?? none,
      recall: perClass[i * 3 + 1] ?? none,
      f1: perClass[i * 3 + 2] ?? none,
      support: score.support,
    })),
    confusion,
    bootstrap: { resamples, seed, level: 0.95 },
  };
}
