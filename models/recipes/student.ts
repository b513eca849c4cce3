/**
 * Publishes a distilled student: all-MiniLM-L6-v2 taught by an all-mpnet-base-v2 teacher (models/torch has both
 * trainings). Reads top to bottom: config, data, model, evaluation of the graph that serves, publication.
 */

import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { toFloat32 } from '../../src/graph/half.ts';
import { buildInferenceModel, type Precision } from '../../src/graph/inference.ts';
import { readSafetensors } from '../../src/graph/safetensors.ts';
import type { Example } from '../lib/corpus.ts';
import { loadEncoder } from '../lib/encoder.ts';
import { DataError } from '../lib/errors.ts';
import { CONVENTIONS } from '../lib/heads.ts';
import { judge } from '../lib/judge.ts';
import { CACHE } from '../lib/paths.ts';
import { type Pooled, readPool } from '../lib/pool.ts';
import { publishTone } from '../lib/publish-tone.ts';
import { oneOf, readSettings, text, whole } from '../lib/settings.ts';
import { testsBySet } from '../lib/test-sets.ts';
import { readTokenizer, tokenise } from '../lib/tokenise.ts';

// Config
const SETTINGS = {
  /** Which data the student may have seen. */
  terms: oneOf(['open', 'research'], 'open'),
  /** Folder of the public sets. */
  data: text(''),
  /** Folder with the student in Hugging Face layout and its `heads.safetensors`; empty: where models/torch puts it. */
  student: text(''),
  version: text('2.0.0'),
  /** Seed of the bootstrap. */
  seed: whole(7),
  maxTokens: whole(256),
};

const TEACHER = {
  name: 'all-mpnet-base-v2',
  licence: 'Apache-2.0',
  use: 'start weights of the teacher, whose logits the student learned; rounded to 8 bits a row before training',
};

const PACK_OF = { open: 'tone', research: 'tone-research' } as const;

export async function run(pairs: Readonly<Record<string, string>>): Promise<void> {
  const settings = readSettings(SETTINGS, pairs);

  // Data
  if (settings.data === '')
    throw new DataError('Set data=DIR: the figures are measured on the public sets too.');
  const pool = (await readPool(settings.data)).filter(
    (example) => settings.terms === 'research' || example.terms === 'open',
  );
  const part = (name: Pooled['part']) => pool.filter((example) => example.part === name);

  // Model
  const folder = settings.student || join(CACHE, 'distil', `student-${settings.terms}`);
  const encoder = await loadEncoder(folder, settings.maxTokens);
  const tokenizer = await readTokenizer(folder, settings.maxTokens);
  const trained = readSafetensors(await readFile(join(folder, 'heads.safetensors'))).tensors;
  const conventions = CONVENTIONS.filter((convention) => trained.has(`${convention.id}.weight`));
  const heads = conventions.map(({ id, output }) => {
    const weight = trained.get(`${id}.weight`);
    const bias = trained.get(`${id}.bias`);
    if (weight === undefined || bias === undefined) {
      throw new DataError(`The student's head "${id}" is not complete.`);
    }
    return { output, weight: toFloat32(weight), bias: toFloat32(bias) };
  });
  const graph = (precision: Precision) =>
    buildInferenceModel({ ...encoder, precision, pooling: 'mean', heads });
  const [fp32, int8] = [graph('fp32'), graph('int8')];

  // Evaluation, of the graph that serves
  const judged = conventions.map((head) => {
    const own = (name: Pooled['part']) => part(name).filter((example) => example.convention === head.id);
    return { head, validation: own('validation'), tests: testsBySet(own('test')) };
  });
  const encode = (examples: readonly Example[]) =>
    tokenise(
      tokenizer,
      examples.map((example) => example.text),
      settings.maxTokens,
    ).ids;
  const judgement = await judge({ int8, fp32 }, judged, encode, settings.seed);

  // Publication
  const entry = await publishTone({
    id: PACK_OF[settings.terms],
    version: settings.version,
    recipe: 'student',
    seed: 0,
    command: `see models/torch/README.md, then: npm run train -- student --set terms=${settings.terms} data=DIR`,
    about: [
      'The student is all-MiniLM-L6-v2, every weight trained. Its teacher is an all-mpnet-base-v2 with one head ' +
        'for each labelling convention, cross-fitted in three folds, so that no soft label comes from a model that ' +
        'had seen the label. The student learned soft labels at temperature 2 together with the given labels, and ' +
        'soft labels alone on unlabelled text.',
    ],
    encoder,
    tokenizer,
    // The research pack is for comparing conventions: a second copy of its weights would win nowhere.
    models: { int8, ...(settings.terms === 'open' ? { webgpu: graph('webgpu') } : {}) },
    judgement,
    pool,
    use: 'labels and soft labels',
    unlabelled: [
      {
        name: 'News sentences, and paraphrases by a large language model',
        licence: 'unlabelled training text; none of it is passed on',
        use: 'soft labels by the teacher',
      },
      ...(settings.terms === 'research'
        ? [{ name: 'ECTSum call sentences', licence: 'research', use: 'soft labels by the teacher' }]
        : []),
    ],
    teachers: [TEACHER],
  });
  console.log(`published ${entry.id} ${entry.version}, ${entry.hash}`);
}
