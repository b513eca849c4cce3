import { describe, expect, it } from 'vitest';
import { blocksOfSentences, buildBlocks } from '../../state/blocks.ts';
import { segment } from '../../text/segment.ts';
import { copied } from './copying.ts';

const text = 'Results\n\nSales rose. Costs fell.\n\n- One item\n- Another item\n';
const segmentation = segment(text);
const shown = { text, segmentation, blocks: buildBlocks(segmentation), listing: false };

describe('copied', () => {
  it('keeps everything that stands between blocks', () => {
    expect(copied(shown, { start: 0, end: text.length })).toBe(text);
    expect(copied(shown, { start: 3, end: 20 })).toBe('ults\n\nSales rose.');
  });

  it('takes from a list what it shows, a line each', () => {
    const { sentences } = segmentation;
    const [first, third] = [sentences[0], sentences[2]];
    const list = { ...shown, blocks: blocksOfSentences(segmentation, [0, 2]), listing: true };
    expect(copied(list, { start: first?.start ?? -1, end: third?.end ?? -1 })).toBe('Results\nCosts fell.');
    expect(copied(list, { start: 4, end: (third?.start ?? 0) + 5 })).toBe('lts\nCosts');
  });
});
