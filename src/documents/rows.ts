import type { Flow } from './flow.ts';

/** Longer cells, or ones with more paragraphs, belong to a table that only lays out a page. */
const LAYOUT_LENGTH = 600;
const LAYOUT_PARAGRAPHS = 3;
const MARKER = /^(?:[•●▪■◦·*†‡–—-]|\(?(?:\d{1,2}|[a-z]|[ivx]{1,4})[.)]|\[\d{1,2}\])$/i;

/** Writes one row of a table into the text around it: as cells with tabs, or as paragraphs where it only lays out. */
export function writeRow(target: Flow, cells: readonly Flow[]): void {
  for (const cell of cells) cell.endParagraph();
  const filled = cells.filter((cell) => cell.blocks.length > 0);
  const layout = filled.some(
    (cell) => cell.blocks.length > LAYOUT_PARAGRAPHS || `${cell}`.length > LAYOUT_LENGTH,
  );
  if (filled.length <= 1 || layout) {
    for (const cell of filled) spill(target, cell, filled.length === 1 && !layout);
    return;
  }
  const texts = joinSigns(filled.map((cell) => `${cell}`.replace(/\s+/g, ' ')));
  const [first, second] = texts;
  if (texts.length === 2 && first !== undefined && second !== undefined && MARKER.test(first)) {
    target.row(`${first} ${second}`);
  } else target.row(texts.join('\t'));
}

function spill(target: Flow, cell: Flow, single: boolean): void {
  const only = cell.blocks[0];
  // A caption between rows of figures stays with them; running text stands alone.
  const caption = single && cell.blocks.length === 1 && only !== undefined && only.text.length <= 80;
  for (const block of cell.blocks) {
    target.endParagraph();
    target.push(block.text, block.tight || caption);
  }
}

/** Currency signs, brackets and per cent signs have cells of their own in filings: put them to their number. */
function joinSigns(cells: readonly string[]): string[] {
  const joined: string[] = [];
  let pending = '';
  for (const cell of cells) {
    if (/^(?:[$€£¥(]|[A-Z]{0,2}\$|\(\$)$/.test(cell)) {
      pending += cell;
    } else if (/^(?:\)|%|\)%|% ?pts?|pts?|x)$/.test(cell) && joined.length > 0 && pending === '') {
      joined[joined.length - 1] += cell;
    } else {
      joined.push(pending + cell);
      pending = '';
    }
  }
  if (pending !== '') joined.push(pending);
  return joined;
}
