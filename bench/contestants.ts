/** Who is compared: an engine with a model in Hugging Face layout. */
export interface Contestant {
  readonly id: string;
  readonly title: string;
  readonly engine: 'undertone' | 'transformers.js';
  /** Folder of the model among the bench's models. */
  readonly model: string;
  /** Number format in the words of transformers.js. */
  readonly dtype: 'int8' | 'q8' | 'fp32';
}

/** File of a number format, as transformers.js names it. */
export const FILE_OF: Readonly<Record<Contestant['dtype'], string>> = {
  int8: 'onnx/model_int8.onnx',
  q8: 'onnx/model_quantized.onnx',
  fp32: 'onnx/model.onnx',
};

/** The one that all others are compared with. */
export const OURS = 'undertone';

export const CONTESTANTS: readonly Contestant[] = [
  { id: OURS, title: 'Undertone', engine: 'undertone', model: 'tone', dtype: 'int8' },
  {
    id: 'transformers-int8',
    title: 'transformers.js, our int8 file',
    engine: 'transformers.js',
    model: 'tone',
    dtype: 'int8',
  },
  {
    id: 'transformers-q8',
    title: 'transformers.js, same weights, ordinary int8 export',
    engine: 'transformers.js',
    model: 'tone-ordinary',
    dtype: 'q8',
  },
  {
    id: 'transformers-fp32',
    title: 'transformers.js, same weights, fp32 export',
    engine: 'transformers.js',
    model: 'tone-ordinary',
    dtype: 'fp32',
  },
  {
    id: 'finbert-int8',
    title: "FinBERT's shape, our engine and int8",
    engine: 'undertone',
    model: 'finbert-shape',
    dtype: 'int8',
  },
  {
    id: 'finbert-q8',
    title: "FinBERT's shape, transformers.js, ordinary int8 export",
    engine: 'transformers.js',
    model: 'finbert-shape',
    dtype: 'q8',
  },
];

/** @throws RangeError for a name that no contestant has. */
export function contestant(id: string): Contestant {
  const found = CONTESTANTS.find((candidate) => candidate.id === id);
  if (found === undefined) throw new RangeError(`There is no contestant "${id}".`);
  return found;
}
