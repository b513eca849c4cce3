const CONTENT = /[\p{L}\p{N}\p{Extended_Pictographic}]/u;
/** Comments, tags, images and the definitions of links: what a reader of the rendered text does not read as text. */
const SYNTAX =
  /<!--[\s\S]{0,1000}?-->|<\/?[a-z][^<>]*>|!\[[^[\]]*\]\([^()\s]*(?:\s"[^"]*")?\)|^\[[^\]]{1,80}\]:\s*\S+$/gi;
const RULE = /^[-=_*~+#|:\s]{3,}$/;
/** Longer stretches hold text in any case. */
const MAX_SYNTAX = 2_048;

/** Is a line a rule, such as `---` or the underline of a heading? */
export function isRule(line: string): boolean {
  return RULE.test(line);
}

/** Does a stretch hold nothing to read: signs alone, or tags, images and link definitions alone? */
export function isSyntax(stretch: string): boolean {
  if (stretch.length > MAX_SYNTAX) return false;
  return !CONTENT.test(/[<[]/.test(stretch) ? stretch.replace(SYNTAX, '') : stretch);
}
