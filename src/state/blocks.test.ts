import { describe, expect, it } from 'vitest';
import type { Segmentation, Sentence, Span } from '../text/types.ts';
import { blockOfSentence, blocksOfSentences, buildBlocks } from './blocks.ts';

/** Paragraphs of given sentence lengths, one space between sentences and two line breaks between paragraphs. */
function segmentationOf(lengths: readonly (readonly number[])[]): Segmentation {
  const paragraphs: Span[] = [];
  const sentences: Sentence[] = [];
  let at = 0;
  for (const [paragraph, own] of lengths.entries()) {
    const start = at;
    for (const length of own) {
      sentences.push({ start: at, end: at + length, kind: 'prose', paragraph });
      at += length + 1;
    }
    paragraphs.push({ start, end: at - 1 });
    at += 1;
  }
  return { version: 1, paragraphs, sentences };
}

describe('buildBlocks', () => {
  it('puts every sentence into exactly one block, in order, and never mixes paragraphs', () => {
    const segmentation = segmentationOf([[10, 20], Array.from({ length: 40 }, () => 90), [5_000], [7]]);
    const blocks = buildBlocks(segmentation);
    const covered = blocks.flatMap((b) => Array.from({ length: b.last - b.first }, (_, i) => b.first + i));
    expect(covered).toEqual(segmentation.sentences.map((_, i) => i));
    for (const block of blocks) {
      const own = segmentation.sentences.slice(block.first, block.last);
      expect(new Set(own.map((s) => s.paragraph)).size).toBe(1);
      expect(block.start).toBeLessThanOrEqual(own[0]?.start ?? -1);
      expect(block.end).toBeGreaterThanOrEqual(own.at(-1)?.end ?? Number.POSITIVE_INFINITY);
    }
  });

  it('loses no character of a paragraph that it cuts', () => {
    const segmentation = segmentationOf([Array.from({ length: 40 }, () => 90)]);
    const blocks = buildBlocks(segmentation);
    expect(blocks.length).toBeGreaterThan(2);
    expect(blocks.map((b) => b.opens)).toEqual(blocks.map((_, i) => i === 0));
    for (const [i, block] of blocks.entries()) {
      if (i > 0) expect(block.start).toBe(blocks[i - 1]?.end);
    }
    expect(blocks.at(-1)?.end).toBe(segmentation.paragraphs[0]?.end);
  });

  it('has none for an empty text', () => {
    expect(buildBlocks({ version: 1, paragraphs: [], sentences: [] })).toEqual([]);
  });
});

describe('looking up', () => {
  it('finds the block of every sentence', () => {
    const blocks = buildBlocks(segmentationOf([[10, 20], Array.from({ length: 40 }, () => 90), [7]]));
    for (const [i, block] of blocks.entries()) {
      for (let s = block.first; s < block.last; s++) expect(blockOfSentence(blocks, s)).toBe(i);
    }
    expect(blockOfSentence(blocks, 999)).toBe(-1);
  });

  it('makes one block for each listed sentence', () => {
    const segmentation = segmentationOf([[10, 20, 30]]);
    const listed = blocksOfSentences(segmentation, [2, 0]);
    expect(listed.map((b) => [b.start, b.end])).toEqual([
      [32, 62],
      [0, 10],
    ]);
  });
});
