const SIGN = /^(?:[•●▪■◦‣⁃∙·○◆►▶➤✓✔❖]\s*|[-*+]\s+(?=\S))/;
const DASH = /^[–—]\s+(?=\S)/;
const NUMBERED =
  /^(?:\((?:\d{1,2}|[a-zA-Z]|[ivx]{1,5})\)|(?:\d{1,2}|[a-z]|[ivx]{2,5})[.)]|[A-Z]\))\s+(?=["“‘(*_$€£]?[\p{L}\d])/u;
const OUTLINE = /^\d{1,2}(?:\.\d{1,2}){1,3}\.?\s+(?=\p{Lu}\p{Ll})/u;
const HEADING = /^#{1,6}\s+(?=\S)/;
const QUOTED = /^(?:> )+(?=\S)/;

export interface Marker {
  /** UTF-16 units to skip. */
  readonly length: number;
  readonly kind: 'bullet' | 'heading' | 'quoted';
}

/**
 * The list or Markdown marker that a line begins with. `midSentence` says that the line before breaks off
 * in a sentence: a dash or a number is then part of it.
 */
export function markerOf(line: string, midSentence: boolean): Marker | null {
  const head = line.slice(0, 40);
  const heading = HEADING.exec(head);
  if (heading !== null) return { length: heading[0].length, kind: 'heading' };
  const quoted = QUOTED.exec(head);
  if (quoted !== null) return { length: quoted[0].length, kind: 'quoted' };
  const sign =
    SIGN.exec(head) ?? (midSentence ? null : (DASH.exec(head) ?? NUMBERED.exec(head) ?? OUTLINE.exec(head)));
  return sign === null ? null : { length: sign[0].length, kind: 'bullet' };
}
