const SMALL = new Set(
  'a an and as at but by for from in into nor of on or over per the to up via vs with de van von und og ja'.split(
    ' ',
  ),
);
const MAX_HEADING = 160;

/** Could a line be a heading by its looks: short, no final stop, in title or upper case? */
export function looksLikeHeading(line: string): boolean {
  if (!isUnpunctuated(line)) return false;
  const words = line.match(/\p{L}[\p{L}'’.&-]*/gu) ?? [];
  if (words.length === 0 || words.length > 18) return false;
  const weighty = words.filter((word) => !SMALL.has(word.toLowerCase()));
  const raised = weighty.filter((word) => /^\p{Lu}/u.test(word)).length;
  return startsUpper(line) && raised >= weighty.length * 0.75 && raised > 0;
}

/** A line that stands alone between blank lines is a heading in sentence case too, if it is short and unstopped. */
export function standsAlone(line: string): boolean {
  const words = line.split(/\s+/).length;
  return isUnpunctuated(line) && startsUpper(line) && words <= (line.endsWith(':') ? 5 : 14);
}

function isUnpunctuated(line: string): boolean {
  if (/^\p{Lu}.{2,80}\b(?:inc|corp|co|ltd|u\.s)\.$/iu.test(line)) return true;
  return line.length <= MAX_HEADING && !/[.!?;,…。！？]["”’)\]]*$/.test(line);
}

function startsUpper(line: string): boolean {
  return /^[^\p{L}]*[\p{Lu}\p{Lo}]/u.test(line.slice(0, 40));
}
