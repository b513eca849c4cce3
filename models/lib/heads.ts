import type { Head } from '../../src/packs/catalog.ts';
import { LABELS } from './corpus.ts';

/** A labelling convention before its temperature is known. */
export type Convention = Omit<Head, 'temperature'>;

/** The default head, so its output has the name that transformers.js looks for. */
export const INVESTOR: Convention = {
  id: 'investor',
  title: 'Investor',
  description:
    'Does the sentence alone read as good news, bad news or neither to an investor in its subject?',
  output: 'logits',
  labels: [...LABELS],
};

/** Every labelling convention that a head may answer in; the default one first. */
export const CONVENTIONS: readonly Convention[] = [
  INVESTOR,
  {
    id: 'tweets',
    title: 'Tweets',
    description:
      'Is the post bullish, bearish or neither about what it names? Labelled as Twitter Financial News is.',
    output: 'logits.tweets',
    labels: [...LABELS],
  },
  {
    id: 'phrasebank',
    title: 'PhraseBank',
    description:
      'May the news influence the share price well, badly or not at all? Labelled as Financial PhraseBank is.',
    output: 'logits.phrasebank',
    labels: [...LABELS],
  },
  {
    id: 'headlines',
    title: 'Headlines',
    description: 'Is the headline good, bad or neutral for the company it is about? Labelled as SEntFiN is.',
    output: 'logits.headlines',
    labels: [...LABELS],
  },
  {
    id: 'fiqa',
    title: 'FiQA',
    description: 'Tone towards the target of a post or headline. Labelled as FiQA 2018 is.',
    output: 'logits.fiqa',
    labels: [...LABELS],
  },
];
