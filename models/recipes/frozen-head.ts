/**
 * The first tone model, and the baseline of the later ones: all-MiniLM-L6-v2 stays frozen, and a softmax head is
 * fitted to its mean-pooled vectors on our own corpus. Reads top to bottom: config, data, model, fit, evaluation,
 * publication.
 */

import { negativeLogLikelihood } from '../../src/evaluation/calibration.ts';
import { buildInferenceModel } from '../../src/graph/inference.ts';
import { float32 } from '../../src/graph/tensor-data.ts';
import { softmax } from '../../src/tasks/sentiment.ts';
import { baseWeights, MINILM } from '../lib/base-weights.ts';
import { renderCard } from '../lib/card.ts';
import { type Example, LABELS, readCorpus } from '../lib/corpus.ts';
import { classifierConfig, loadEncoder, parameterCount } from '../lib/encoder.ts';
import { goldenTexts } from '../lib/goldens.ts';
import { INVESTOR } from '../lib/heads.ts';
import { inferRows } from '../lib/infer.ts';
import { judge } from '../lib/judge.ts';
import { APACHE } from '../lib/licences.ts';
import { type PackDraft, publishPack } from '../lib/publish.ts';
import { flag, readSettings, text, whole } from '../lib/settings.ts';
import { applyHead, fitSoftmax } from '../lib/softmax-regression.ts';
import { splitByComponent } from '../lib/splits.ts';
import { readTokenizer, tokenise } from '../lib/tokenise.ts';

// Config
const SETTINGS = {
  /** Seed of the split and of the bootstrap. */
  seed: whole(7),
  /** Folder with the start weights in Hugging Face layout; empty: they are downloaded. */
  base: text(''),
  /** Longest input in tokens: what the start weights were trained with. */
  maxTokens: whole(256),
  /** Replace the published pack; the figures are printed in any case. */
  publish: flag(false),
  version: text('1.0.0'),
  /** Penalties to choose from by validation. */
  penalties: text('0.003,0.01,0.03,0.1,0.3'),
};

const SHARES = { train: 0.8, validation: 0.1, test: 0.1 };

export async function run(pairs: Readonly<Record<string, string>>): Promise<void> {
  const settings = readSettings(SETTINGS, pairs);
  const classes = LABELS.length;

  // Data
  const corpus = await readCorpus();
  const parts = splitByComponent(corpus, SHARES, settings.seed);
  const part = (name: keyof typeof SHARES): Example[] => parts.get(name) ?? [];
  const gold = (examples: readonly Example[]): number[] => examples.map((example) => example.label);

  // Model
  const folder = await baseWeights(MINILM, settings.base);
  const encoder = await loadEncoder(folder, settings.maxTokens);
  const tokenizer = await readTokenizer(folder, settings.maxTokens);
  const idsOf = (examples: readonly Example[]) =>
    tokenise(
      tokenizer,
      examples.map((example) => example.text),
      settings.maxTokens,
    ).ids;
  const frozen = buildInferenceModel({
    ...encoder,
    precision: 'fp32',
    pooling: 'mean',
    heads: [],
    pooledOutput: 'pooled',
  });
  const vectorsOf = async (examples: readonly Example[], title: string) => {
    const rows = (await inferRows(frozen, idsOf(examples), ['pooled'], title)).get('pooled') ?? [];
    const width = encoder.config.hidden;
    const values = new Float32Array(rows.length * width);
    rows.forEach((row, i) => {
      values.set(row, i * width);
    });
    return { values, width, rows: rows.length };
  };

  // Fit
  const train = await vectorsOf(part('train'), 'training vectors');
  const validation = await vectorsOf(part('validation'), 'validation vectors');
  const candidates = settings.penalties.split(',').map((penalty) => {
    const head = fitSoftmax(train, gold(part('train')), classes, Number(penalty));
    const rows = applyHead(head, validation).map((row) => softmax(row, 1));
    const loss = negativeLogLikelihood(rows, gold(part('validation')));
    console.log(`penalty ${penalty}: validation loss ${loss.toFixed(4)}`);
    return { head, loss };
  });
  const [best] = candidates.sort((a, b) => a.loss - b.loss);
  if (best === undefined) throw new RangeError('No penalty to choose from.');
  const heads = [
    {
      output: 'logits',
      weight: float32([classes, encoder.config.hidden], best.head.weight),
      bias: float32([classes], best.head.bias),
    },
  ];
  const fp32 = buildInferenceModel({ ...encoder, precision: 'fp32', pooling: 'mean', heads });
  const int8 = buildInferenceModel({ ...encoder, precision: 'int8', pooling: 'mean', heads });

  // Evaluation, of the graph that serves
  const test = part('test');
  const tests = new Map([['our corpus, held out', test]]);
  for (const set of ['sentences', 'paraphrases', 'documents']) {
    tests.set(
      `our corpus, held out: ${set}`,
      test.filter((example) => example.set === set),
    );
  }
  const judged = { head: INVESTOR, validation: part('validation'), tests };
  const judgement = await judge({ int8, fp32 }, [judged], idsOf, settings.seed);

  for (const { dataset, name, value, low, high } of judgement.metrics) {
    console.log(`${dataset}: ${name} ${value} (${low}–${high})`);
  }

  // Publication
  if (!settings.publish) return;
  const draft: PackDraft = {
    id: 'tone',
    version: settings.version,
    task: 'tone',
    title: 'Tone',
    summary:
      'Good news, bad news or neither for an investor, sentence by sentence, in English financial text.',
    parameters: parameterCount(encoder.weights) + classes * (encoder.config.hidden + 1),
    maxTokens: encoder.config.maxTokens,
    heads: [...judgement.heads],
    metrics: [...judgement.metrics],
    licence: APACHE,
    data: [
      {
        name: "Undertone's own corpus",
        licence: 'Apache-2.0',
        rows: part('train').length,
        use: 'fits the head',
      },
    ],
    provenance: {
      recipe: 'frozen-head',
      seed: settings.seed,
      made: new Date().toISOString().slice(0, 10),
      base: [{ name: MINILM.name, licence: MINILM.licence, use: 'start weights, kept frozen' }],
    },
    config: classifierConfig(encoder.config, LABELS),
    tokenizer,
    int8,
    goldenTexts: goldenTexts(test),
  };
  const entry = await publishPack(draft, (made) =>
    renderCard(made, {
      command: 'npm run train -- frozen-head --set publish=true',
      about: [
        'The encoder is all-MiniLM-L6-v2 as it was published; only a softmax head over its mean-pooled vectors ' +
          'was fitted, with an L2 penalty chosen by validation.',
      ],
      reports: judgement.reports,
      quantisation: judgement.quantisation,
    }),
  );
  console.log(`published ${entry.id} ${entry.version}, ${entry.hash}`);
}
