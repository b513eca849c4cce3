import type { Line } from './lines.ts';

/** Blocks narrower than this are lists and addresses, not running text that was wrapped. */
const LEAST_WIDTH = 50;
const GOES_ON =
  /(?:[,\-–—(/&]|\b(?:and|or|of|the|a|an|to|in|for|by|with|from|at|on|as|that|than|its|our|is|was|were|are))$/i;

/**
 * Which line breaks of a block were made on purpose? `result[i]` speaks of the break after line i.
 *
 * A wrapped line is full: the next word would not have fitted. A break before a lower-case word only
 * wraps; one after a line with room left, before a capital, starts something new.
 */
export function deliberateBreaks(text: string, lines: readonly Line[]): boolean[] {
  const width = wrapWidth(lines);
  const transitions = lines.slice(0, -1).map((line, i) => {
    const next = lines[i + 1];
    const opening = next === undefined ? '' : text.slice(next.start, Math.min(next.end, next.start + 40));
    const word = /^\S*/.exec(opening)?.[0] ?? '';
    return {
      lower: /^[^\p{L}\p{N}]{0,2}\p{Ll}/u.test(opening),
      full: line.end - line.start + 1 + word.length > width,
      goesOn: GOES_ON.test(text.slice(Math.max(line.start, line.end - 12), line.end)),
    };
  });
  const wrapped = transitions.some((t) => t.lower) || transitions.every((t) => t.full);
  return transitions.map((t) => !t.lower && !t.goesOn && (!t.full || (!wrapped && lines.length > 2)));
}

/** The longest line, or the next one where a single line sticks out. */
function wrapWidth(lines: readonly Line[]): number {
  let longest = 0;
  let second = 0;
  for (const line of lines) {
    const length = line.end - line.start;
    if (length > longest) [longest, second] = [length, longest];
    else if (length > second) second = length;
  }
  return Math.max(LEAST_WIDTH, lines.length > 3 && longest > second * 1.3 ? second : longest);
}
