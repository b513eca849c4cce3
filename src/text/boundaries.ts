import {
  AFTER_CLOCK_TIME,
  ALWAYS_CONTINUES,
  CONTINUES_BEFORE_NUMBER,
  MAY_END,
  MONTHS,
  NUMBERED_PART,
  STARTERS,
} from './abbreviations.ts';

const TERMINATOR = /[.!?…。！？．｡؟۔।]/;
const FULL_WIDTH = /[。！？．｡]/;
const SPACE = /\s/;
const CLOSERS = /(?:["'”’“)\]}»›」』）】〉》*_†‡¹²³⁰-⁹]|\[\d{1,3}\]|<\/[a-z][a-z\d]{0,15}>)*/iy;
const LATE_CLOSER = /[ \u00a0][”’)\]»](?=\s|$)/y;
/** Tags and comments before a sentence, which say nothing about how it begins. */
const TAGS = /(?:<(?:\/?[a-z]|!--)[^<>]{0,400}>\s*){1,32}/iy;
const WORD = /[^\p{L}\p{N}\s]{0,4}([\p{L}\p{N}][\p{L}\p{N}'’.&-]*)/uy;
const BEFORE_WORD = /[\s("'“‘«[/—–-]/;
const DOTTED = /^(?:\p{L}{1,2}\.)+\p{L}{1,2}$/u;
const ENUMERATOR = /^\(?(?:\d{1,3}(?:\.\d{1,2})*|[a-zA-Z]|[ivxIVX]{1,6})$/;
const NUMBER_OR_ROMAN = /^(?:\d|[IVXL]+\b)/;
const NAMED_BY_LETTER =
  /(?:appendix|annex|schedule|exhibit|class|series|plan|part|section|tier|tranche|form|phase|group|option|note|term loan) $/i;
const QUOTE_OPENS = /^["“‘«„]/;

/** Longest token before a stop that is looked up; longer ones are no abbreviations. */
const MAX_TOKEN = 24;

/** Index of the terminator that a break at `index` belongs to, or -1 where there is none (another script's). */
export function terminatorBefore(text: string, index: number, floor: number): number {
  let i = index - 1;
  while (i > floor && !TERMINATOR.test(text.charAt(i)) && index - i < 64) i--;
  return i > floor && TERMINATOR.test(text.charAt(i)) ? i : -1;
}

/** End of the sentence that stops at `stop`: closing quotes, brackets, emphasis and note marks belong to it. */
export function endAfter(text: string, stop: number): number {
  let end = stop + 1;
  while (end < text.length && TERMINATOR.test(text.charAt(end))) end++;
  CLOSERS.lastIndex = end;
  end += CLOSERS.exec(text)?.[0].length ?? 0;
  LATE_CLOSER.lastIndex = end;
  return end + (LATE_CLOSER.exec(text)?.[0].length ?? 0);
}

/**
 * Does a sentence that began at `start` end with the terminator at `stop` (its closers at `end`)?
 * Intl.Segmenter has proposed it; these are the cases where financial English means otherwise.
 */
export function endsSentence(text: string, start: number, stop: number, end: number): boolean {
  const next = skipTags(text, skipSpace(text, end));
  if (next >= text.length) return true;
  const mark = text.charAt(stop);
  if (FULL_WIDTH.test(mark)) return true;
  const follower = text.charAt(next);
  if (/[,;:%)\]}]/.test(follower)) return false;
  WORD.lastIndex = next;
  const match = WORD.exec(text);
  const word = match?.[1] ?? '';
  const lead = match === null ? '' : match[0].slice(0, match[0].length - word.length);
  if (next === end && !(/\p{Lu}/u.test(follower) && (end > stop + 1 || STARTERS.has(word.toLowerCase()))))
    return false;
  const lower = /^\p{Ll}/u.test(word) && !/^\p{Ll}\p{Lu}/u.test(word);
  if (mark === '…' || text.charAt(stop - 1) === '.') return /^\p{Lu}/u.test(word);
  if (mark === '!' || mark === '?') {
    if (/^(?:Inc|Corp|Ltd|plc|Group|Holdings)\b/.test(word)) return false;
    return !(lower && (mark === '!' || end > stop + 1));
  }
  if (mark !== '.') return true;
  if (lower && !QUOTE_OPENS.test(lead) && lead !== '') return false;
  return stopEnds(text, start, stop, word, lead);
}

function stopEnds(text: string, start: number, stop: number, word: string, lead: string): boolean {
  const said = stop - start <= MAX_TOKEN ? text.slice(start, stop) : '';
  if (said !== '' && (ENUMERATOR.test(said) || NUMBERED_PART.test(said))) return false;
  const token = tokenBefore(text, start, stop);
  const key = token.toLowerCase();
  const followed = word.toLowerCase().replace(/\.$/, '');
  if (ALWAYS_CONTINUES.has(key) && (key.length > 1 || token === key)) return false;
  if (/^\d{1,2}$/.test(token) && MONTHS.has(followed)) return false;
  if (/^nos?$/.test(key) && lead.includes('(')) return false;
  if (CONTINUES_BEFORE_NUMBER.has(key) && NUMBER_OR_ROMAN.test(word) && !lead.includes('(')) return false;
  if (key === 'a.m' || key === 'p.m') {
    const zone = AFTER_CLOCK_TIME.has(followed) || / [Tt]ime\b/.test(text.slice(stop, stop + 40));
    return !zone && /^\p{Lu}/u.test(word);
  }
  const initial = /^\p{Lu}$/u.test(token) && isInitial(text, stop - 1);
  if (initial || MAY_END.has(key) || DOTTED.test(token)) return startsSentence(word, lead);
  return true;
}

function startsSentence(word: string, lead: string): boolean {
  if (QUOTE_OPENS.test(lead) && /^\p{Lu}/u.test(word)) return true;
  if (lead !== '' && !/^[*_]+$/.test(lead)) return word === '';
  return /^\p{Lu}/u.test(word) && STARTERS.has(word.toLowerCase().replaceAll('’', "'"));
}

/** A lone capital is an initial, unless it names a thing: "Appendix C.", "Form 10-Q.", "Class A." */
function isInitial(text: string, index: number): boolean {
  return (
    !/[-–/\d]/.test(text.charAt(index - 1)) &&
    !NAMED_BY_LETTER.test(text.slice(Math.max(0, index - 16), index))
  );
}

function tokenBefore(text: string, start: number, stop: number): string {
  let from = stop;
  while (from > start && stop - from <= MAX_TOKEN && !BEFORE_WORD.test(text.charAt(from - 1))) from--;
  return text.slice(from, stop);
}

function skipTags(text: string, index: number): number {
  TAGS.lastIndex = index;
  return index + (TAGS.exec(text)?.[0].length ?? 0);
}

function skipSpace(text: string, index: number): number {
  let i = index;
  while (i < text.length && SPACE.test(text.charAt(i))) i++;
  return i;
}

const capitalised = [...STARTERS].filter((word) => /^[a-z]{2,}$/.test(word));
const STARTER_WORD = capitalised.map((word) => `${word.charAt(0).toUpperCase()}${word.slice(1)}`).join('|');

/** What Intl.Segmenter does not propose: a note's digit, no space or a number after the stop, an ellipsis sign, a tag. */
const MISSED = new RegExp(
  [
    String.raw`(?<=\p{Ll}{2})[.!?]["”’)]{0,2}\d{1,2}(?=\s+["“‘(]?\p{Lu})`,
    String.raw`(?<=\p{Ll}{3}|\d%)[.](?=(?:${STARTER_WORD})\s)`,
    String.raw`…(?=\s+\p{Lu})`,
    String.raw`(?<=\p{Ll}{2}|[\d%)])[.!?]["”’)]{0,2}(?:</[a-z][a-z\d]{0,15}>)*(?=\s*<[!a-z])`,
    String.raw`(?<=\p{Ll}{2}|[\d%)])[.!?]["”’)]{0,2}(?:</[a-z][a-z\d]{0,15}>)+(?=\s|$)`,
    String.raw`(?<=\p{Ll}{2}|[%)])[.!?](?=\s+\d)`,
  ].join('|'),
  'gu',
);

/** Possible ends that Intl.Segmenter leaves out, in order; to be judged like its own. */
export function missedEnds(text: string): { stop: number; end: number }[] {
  return Array.from(text.matchAll(MISSED), (match) => ({
    stop: match.index,
    end: match.index + match[0].length,
  }));
}
