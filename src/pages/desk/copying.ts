import type { Block } from '../../state/blocks.ts';
import type { Segmentation, Span } from '../../text/types.ts';

/** What the read view shows, as far as copying from it goes. */
export interface Shown {
  readonly text: string;
  readonly blocks: readonly Block[];
  readonly segmentation: Segmentation;
  /** The blocks are single sentences that match, not the text in its order. */
  readonly listing: boolean;
}

/** The source text of a selection: line breaks and all in the text's order, one line a sentence in a list. */
export function copied({ text, blocks, listing }: Shown, { start, end }: Span): string {
  if (!listing) return text.slice(start, end);
  return blocks
    .filter((block) => block.start < end && block.end > start)
    .map((block) => text.slice(Math.max(start, block.start), Math.min(end, block.end)))
    .join('\n');
}

/** The stretch of the text that is selected in the read view, UTF-16 offsets; undefined where none is. */
export function selectedSpan(column: Element, shown: Shown): Span | undefined {
  const selection = getSelection();
  if (selection === null || selection.isCollapsed || selection.rangeCount === 0) return undefined;
  const range = selection.getRangeAt(0);
  if (!range.intersectsNode(column)) return undefined;
  const start = offsetOf(range.startContainer, range.startOffset, column, shown) ?? 0;
  // What goes beyond the view, as "select all" does, takes in the blocks that are not laid out.
  const end = offsetOf(range.endContainer, range.endOffset, column, shown) ?? shown.text.length;
  return end > start ? { start, end } : undefined;
}

function offsetOf(node: Node, offset: number, column: Element, shown: Shown): number | undefined {
  if (node === column) {
    const next = column.children[offset];
    const block = next === undefined ? undefined : blockOf(next, shown);
    return block?.start;
  }
  const element = column.contains(node) ? closestElement(node)?.closest('.block') : undefined;
  const block = element == null ? undefined : blockOf(element, shown);
  if (element == null || block === undefined) return undefined;
  let at = block.start;
  for (const [i, child] of [...element.childNodes].entries()) {
    if (node === element && i >= offset) break;
    const sentence = sentenceOf(child, shown);
    if (child.contains(node)) {
      const inside = lengthBefore(child, node, offset);
      const remark = child instanceof Element ? child.querySelector('.shortened') : null;
      // A long sentence is shown by its beginning and a remark, which is not in the text.
      if (remark !== null && inside > lengthBefore(child, remark, 0)) return sentence?.end;
      return at + inside;
    }
    at = sentence?.end ?? at + (child.textContent?.length ?? 0);
  }
  return at;
}

function blockOf(element: Element, { blocks }: Shown): Block | undefined {
  return blocks[Number(element.getAttribute('data-index'))];
}

function sentenceOf(node: Node, { segmentation }: Shown): Span | undefined {
  if (!(node instanceof Element)) return undefined;
  return segmentation.sentences[Number(node.getAttribute('data-index'))];
}

function closestElement(node: Node): Element | null {
  return node instanceof Element ? node : node.parentElement;
}

function lengthBefore(from: Node, node: Node, offset: number): number {
  const range = document.createRange();
  range.setStart(from, 0);
  range.setEnd(node, offset);
  return range.toString().length;
}
