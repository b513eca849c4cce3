import type { Segmentation } from '../text/types.ts';

/** A stretch of the text that the read view lays out at once. */
export interface Block {
  readonly start: number;
  readonly end: number;
  /** Half-open range of sentence indices. */
  readonly first: number;
  readonly last: number;
  /** True where a paragraph begins: gets space above. */
  readonly opens: boolean;
}

/** Small enough for one block to lay out in a few milliseconds. */
const MAX_SENTENCES = 12;
const MAX_CHARACTERS = 1_600;

/**
 * Cuts a segmentation into blocks: a block never spans two paragraphs, and a long paragraph becomes several.
 * Linear in the number of sentences; every sentence lies in exactly one block, in order.
 */
export function buildBlocks(segmentation: Segmentation): readonly Block[] {
  const { paragraphs, sentences } = segmentation;
  const blocks: Block[] = [];
  let first = 0;
  while (first < sentences.length) {
    const head = sentences[first];
    if (head === undefined) break;
    const previous = sentences[first - 1];
    const opens = previous === undefined || previous.paragraph !== head.paragraph;
    const paragraph = paragraphs[head.paragraph];
    const start = opens
      ? Math.min(paragraph?.start ?? head.start, head.start)
      : (previous?.end ?? head.start);
    let last = first + 1;
    while (last < sentences.length && last - first < MAX_SENTENCES) {
      const next = sentences[last];
      if (next === undefined || next.paragraph !== head.paragraph || next.end - start > MAX_CHARACTERS) break;
      last += 1;
    }
    const closes = sentences[last]?.paragraph !== head.paragraph;
    const tail = sentences[last - 1]?.end ?? head.end;
    const end = closes ? Math.max(paragraph?.end ?? tail, tail) : tail;
    blocks.push({ start, end, first, last, opens });
    first = last;
  }
  return blocks;
}

/** One block a sentence, for the view that lists only what matches. */
export function blocksOfSentences(segmentation: Segmentation, indices: readonly number[]): readonly Block[] {
  const blocks: Block[] = [];
  for (const index of indices) {
    const sentence = segmentation.sentences[index];
    if (sentence === undefined) continue;
    blocks.push({ start: sentence.start, end: sentence.end, first: index, last: index + 1, opens: true });
  }
  return blocks;
}

/** Index of the block that holds a sentence, by binary search; -1 where none does. */
export function blockOfSentence(blocks: readonly Block[], sentence: number): number {
  let low = 0;
  let high = blocks.length - 1;
  while (low <= high) {
    const middle = (low + high) >> 1;
    const block = blocks[middle];
    if (block === undefined) return -1;
    if (sentence < block.first) high = middle - 1;
    else if (sentence >= block.last) low = middle + 1;
    else return middle;
  }
  return -1;
}
