import type { PackEntry, Source } from '../../src/packs/catalog.ts';
import { MINILM } from './base-weights.ts';
import { renderCard } from './card.ts';
import { LABELS } from './corpus.ts';
import { classifierConfig, type Encoder, parameterCount } from './encoder.ts';
import { goldenTexts } from './goldens.ts';
import type { Judgement } from './judge.ts';
import { APACHE, RESEARCH } from './licences.ts';
import type { Pooled } from './pool.ts';
import { PUBLIC_SETS } from './public-sets.ts';
import { publishPack } from './publish.ts';
import type { TokenizerFiles } from './tokenise.ts';

/** The two published tone models, by what may be done with them. */
export const TONE_PACKS = {
  tone: {
    id: 'tone',
    title: 'Tone',
    summary:
      'Good news, bad news or neither, sentence by sentence, in English financial text. Nothing that forbids use at work touched its weights.',
    licence: APACHE,
  },
  'tone-research': {
    id: 'tone-research',
    title: 'Tone, research',
    summary:
      'As Tone, and also in the conventions of research sets: Financial PhraseBank, SEntFiN headlines and FiQA. Not for use at work.',
    licence: RESEARCH,
  },
} as const;

export type TonePackId = keyof typeof TONE_PACKS;

/** A trained tone model and where it comes from. */
export interface TonePublication {
  readonly id: TonePackId;
  readonly version: string;
  readonly recipe: string;
  readonly seed: number;
  readonly command: string;
  /** What was done, in paragraphs. */
  readonly about: readonly string[];
  readonly encoder: Encoder;
  readonly tokenizer: TokenizerFiles;
  readonly models: { readonly int8: Uint8Array; readonly webgpu?: Uint8Array };
  readonly judgement: Judgement;
  /** Every labelled row that the licence allows, with its part. */
  readonly pool: readonly Pooled[];
  /** How the labelled rows were used. */
  readonly use: string;
  /** Unlabelled text that touched the weights. */
  readonly unlabelled?: readonly Source[];
  /** Start weights besides the encoder's own. */
  readonly teachers?: readonly Source[];
}

/** Rows of the training part, by set. */
function sourcesOf({ pool, use }: TonePublication): Source[] {
  const used = (...sets: readonly string[]): number =>
    pool.filter((example) => example.part === 'train' && sets.includes(example.set)).length;
  return [
    {
      name: "Undertone's own corpus",
      licence: 'Apache-2.0',
      rows: used('sentences', 'paraphrases', 'documents'),
      use,
    },
    ...PUBLIC_SETS.filter((set) => used(set.name) > 0).map((set) => ({
      name: set.name,
      licence: set.licence,
      rows: used(set.name),
      use,
    })),
  ];
}

/** Publishes a tone model: its goldens are held-out sentences of our own corpus. */
export function publishTone(made: TonePublication): Promise<PackEntry> {
  const { encoder, judgement } = made;
  const parameters =
    parameterCount(encoder.weights) + judgement.heads.length * LABELS.length * (encoder.config.hidden + 1);
  const ours = made.pool.filter(
    (example) => example.part === 'test' && ['sentences', 'paraphrases', 'documents'].includes(example.set),
  );
  return publishPack(
    {
      ...TONE_PACKS[made.id],
      version: made.version,
      task: 'tone',
      parameters,
      maxTokens: encoder.config.maxTokens,
      heads: [...judgement.heads],
      metrics: [...judgement.metrics],
      data: [...sourcesOf(made), ...(made.unlabelled ?? [])],
      provenance: {
        recipe: made.recipe,
        seed: made.seed,
        made: new Date().toISOString().slice(0, 10),
        base: [
          { name: MINILM.name, licence: MINILM.licence, use: 'start weights of the encoder' },
          ...(made.teachers ?? []),
        ],
      },
      config: classifierConfig(encoder.config, LABELS),
      tokenizer: made.tokenizer,
      ...made.models,
      goldenTexts: goldenTexts(ours),
    },
    (entry) =>
      renderCard(entry, {
        command: made.command,
        about: made.about,
        reports: judgement.reports,
        quantisation: judgement.quantisation,
      }),
  );
}
