import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { segment } from '../text/segment.ts';
import { SCORED_KINDS } from '../text/types.ts';
import { SAMPLES } from './samples.ts';

describe('samples', () => {
  it.each(SAMPLES)('$id is there and has enough to score', ({ file }) => {
    const text = readFileSync(new URL(`../../public/${file}`, import.meta.url), 'utf8');
    const scored = segment(text).sentences.filter((sentence) => SCORED_KINDS.has(sentence.kind));
    expect(scored.length).toBeGreaterThan(10);
    expect(Math.max(...scored.map((sentence) => sentence.end - sentence.start))).toBeLessThan(400);
  });

  it('finds the speakers of the call', () => {
    const text = readFileSync(new URL('../../public/samples/orvanta-call.txt', import.meta.url), 'utf8');
    const speakers = segment(text).sentences.filter((sentence) => sentence.kind === 'speaker');
    expect(speakers).toHaveLength(12);
  });
});
