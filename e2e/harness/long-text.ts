import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { segment } from '../../src/text/segment.ts';
import { DIST } from './server.ts';

/** A text of about this many different sentences: our samples again and again, with other figures each time. */
export function longText(sentences: number): string {
  const folder = join(DIST, 'samples');
  const samples = readdirSync(folder).map((name) => readFileSync(join(folder, name), 'utf8'));
  const round = samples.join('\n\n');
  const inRound = segment(round).sentences.length;
  let seed = 7;
  const vary = (text: string) =>
    text.replace(/\d+/g, (digits) => {
      seed = (seed * 48_271) % 2_147_483_647;
      const most = 10 ** Math.min(digits.length, 6);
      return String(Math.max(most / 10, seed % most) | 0);
    });
  const rounds = Array.from({ length: Math.ceil(sentences / inRound) }, (_, i) =>
    // Sentences without a figure get one, or the same line would be read once for all.
    vary(round).replace(/\.(\n|$)/g, ` (part ${i + 1}).$1`),
  );
  return rounds.join('\n\n');
}
