import { PassThrough, Readable, Writable } from 'node:stream';
import type { ToneScore } from '../../tasks/sentiment.ts';
import type { Environment } from '../environment.ts';
import { PUBLISHED } from '../pack-folder.ts';
import type { Scorer } from '../scoring/scorer.ts';

/** A scorer whose answers can be told from the text: "up…" is positive, "down…" negative, the rest neutral. */
export class FakeScorer implements Scorer {
  readonly slots = 4;
  closed = false;
  /** Groups in work now, and the most ever. */
  busy = 0;
  mostBusy = 0;
  readonly #delay: (group: number) => number;
  #groups = 0;

  constructor(delay: (group: number) => number = () => 0) {
    this.#delay = delay;
  }

  async score(texts: readonly string[]): Promise<readonly ToneScore[]> {
    this.busy++;
    this.mostBusy = Math.max(this.mostBusy, this.busy);
    await new Promise((resolve) => setTimeout(resolve, this.#delay(this.#groups++)));
    this.busy--;
    if (texts.includes('explode')) throw new Error('The fake model failed.');
    return texts.map(toneOfText);
  }

  close(): Promise<void> {
    this.closed = true;
    return Promise.resolve();
  }
}

function toneOfText(text: string): ToneScore {
  const label = text.startsWith('up') ? 'positive' : text.startsWith('down') ? 'negative' : 'neutral';
  const probabilities = ['negative', 'neutral', 'positive'].map((name) => (name === label ? 0.8 : 0.1));
  return { label, probabilities, confidence: 0.8, tokens: 4, truncated: text.endsWith('…') };
}

/** Everything that a stream brings. */
export async function collect<T>(source: AsyncIterable<T>): Promise<T[]> {
  const items: T[] = [];
  for await (const item of source) items.push(item);
  return items;
}

/** Collects what is written; refuses with EPIPE after `most` writes. */
export class Sink extends Writable {
  text = '';
  readonly #most: number;
  #writes = 0;

  constructor(most = Number.POSITIVE_INFINITY) {
    super({ decodeStrings: false });
    this.#most = most;
  }

  override _write(chunk: unknown, _encoding: string, done: (error?: Error | null) => void): void {
    if (++this.#writes > this.#most) done(Object.assign(new Error('write EPIPE'), { code: 'EPIPE' }));
    else {
      this.text += String(chunk);
      setImmediate(done);
    }
  }
}

/** An environment of fakes over the published packs, and what was written into it. */
export function fakeEnvironment(
  options: {
    readonly input?: string | Readable;
    readonly scorer?: Scorer;
    readonly stdout?: Sink;
    readonly isTTY?: boolean;
    readonly cwd?: string;
    readonly signal?: AbortSignal;
  } = {},
) {
  const stdout = options.stdout ?? new Sink();
  const errors: string[] = [];
  const scorer = options.scorer ?? new FakeScorer();
  const { input = new PassThrough().end() } = options;
  const environment: Environment = {
    stdin: typeof input === 'string' ? Readable.from([Buffer.from(input)]) : input,
    stdout,
    stderr: { isTTY: options.isTTY === true, write: (text) => errors.push(text) },
    signal: options.signal ?? new AbortController().signal,
    cwd: options.cwd ?? process.cwd(),
    packs: PUBLISHED,
    version: '9.9.9',
    cores: 2,
    openScorer: () => Promise.resolve(scorer),
  };
  return { environment, stdout, stderr: () => errors.join('') };
}
