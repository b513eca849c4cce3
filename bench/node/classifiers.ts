import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { env, LogLevel, pipeline } from '@huggingface/transformers';
import { InferenceSession } from 'onnxruntime-node';
import * as v from 'valibot';
import { createTokenizer } from '../../src/engine/tokenizer.ts';
import { type Contestant, FILE_OF } from '../contestants.ts';
import type { Prepared } from '../models/prepare.ts';
import { type Classifier, ToneRunner } from '../runner.ts';

const objectSchema = v.looseObject({});

/** Opens a contestant in this process. */
export function openClassifier(
  contestant: Contestant,
  prepared: Prepared,
  threads: number,
): Promise<Classifier> {
  return contestant.engine === 'undertone'
    ? openUndertone(contestant, prepared, threads)
    : openTransformers(contestant, prepared, threads);
}

async function openUndertone(
  { model, dtype }: Contestant,
  { folder, published }: Prepared,
  threads: number,
): Promise<Classifier> {
  const path = (name: string) => join(folder, model, name);
  const json = async (name: string) => v.parse(objectSchema, JSON.parse(await readFile(path(name), 'utf8')));
  const tokenizer = createTokenizer(await json('tokenizer.json'), await json('tokenizer_config.json'));
  const session = await InferenceSession.create(path(FILE_OF[dtype]), {
    intraOpNumThreads: threads,
    interOpNumThreads: 1,
    executionMode: 'sequential',
  });
  return new ToneRunner(session, tokenizer, published.head, published.maxTokens);
}

/** The pipeline as its documentation shows it, from local files. */
async function openTransformers(
  { model, dtype }: Contestant,
  { folder }: Prepared,
  threads: number,
): Promise<Classifier> {
  env.allowRemoteModels = false;
  env.localModelPath = folder;
  env.useFSCache = false;
  env.logLevel = LogLevel.ERROR;
  const classifier = await pipeline('text-classification', model, {
    device: 'cpu',
    dtype,
    session_options: { intraOpNumThreads: threads, interOpNumThreads: 1 },
  });
  return {
    classify: async (texts) => labelsOf(await classifier([...texts])),
    close: () => classifier.dispose(),
  };
}

const answersSchema = v.array(v.object({ label: v.string() }));

function labelsOf(answers: unknown): string[] {
  return v.parse(answersSchema, answers).map(({ label }) => label);
}
