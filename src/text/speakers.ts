const NAME_WORD = String.raw`(?:\p{Lu}[\p{L}'’-]*\.?|de|van|von|der|den|la|le|du|di|bin|al)`;
const NAME = `${NAME_WORD}(?: ${NAME_WORD}){0,4}`;
const ROLE =
  /\b(?:chief|officer|president|analyst|director|chair(?:man|woman|person)?|head|vice|manager|founder|operator|treasurer|partner|investor relations|c[efo]o|[es]vp|moderator|economist|secretary|governor|controller|research|securities|capital|bank)\b/i;
const ROLE_LABEL =
  /^(?:operator|moderator|unidentified (?:analyst|speaker|participant|company representative)|analyst|questioner|interviewer|host|speaker(?: \d+)?|ceo|cfo|coo|ir|chair(?:man|woman)?|q|a|question|answer)$/i;
const DASHED = new RegExp(String.raw`^${NAME}\s+(--|—|–|-)\s+(\p{Lu}[^.!?]{1,120})$`, 'u');
const IN_BRACKETS = /\(([^()]{2,60})\)$/;
const CAPITALS =
  /^((?:CHAIR(?:MAN|WOMAN)?|VICE CHAIR(?:MAN)?|MR|MS|MRS|DR|GOVERNOR|PRESIDENT|SENATOR|SECRETARY)\.? (?:\p{Lu}[\p{L}'’-]*\p{Lu}[\p{L}'’-]*)(?: \p{Lu}[\p{Lu}'’-]+)?|\p{Lu}[\p{Lu}'’-]+(?: \p{Lu}\.)? (?:(?:M[ac]c?|O['’]|D[ei])?\p{Lu}[\p{Lu}'’-]+)(?: \p{Lu}[\p{Lu}'’-]+)?)[.:](?=\s|$)/u;
const COLON = /^([^:\t]{1,80}?)\s?:(?=\s|$)/;
const COMPANY = /\b(?:ASA|AS|A\/S|AB|plc|PLC|Inc|Corp|Ltd|AG|SE|Oyj|NV|SA|LLC|Group|Holdings|Bank)\b\.?$/;
const CAPTION =
  /\b(?:highlights?|results?|quarter|outlook|summary|financial|key|revenues?|sales|income|assets|liabilities|cash|note|notes|contacts?|media|investors?|source|date|guidance|total|first|second|third|fourth|full|year|table|information|statements?|press|for|from|to|subject|re|about|risks?|overview|business|update|rating|recommendation|valuation|events?)\b/i;

/** Longest label in UTF-16 units that is looked for at the beginning of a line. */
const MAX_LABEL = 160;

/**
 * Length of the label that says who speaks, at the beginning of a line; 0 where there is none. `known`
 * counts `labelCandidate`s over the whole text: a name before a colon is a speaker when it comes back.
 */
export function speakerLabel(line: string, known: ReadonlyMap<string, number>): number {
  const head = line.slice(0, MAX_LABEL);
  const whole = line.length <= MAX_LABEL;
  if (whole && line.length > 2 && /^\p{Lu}/u.test(line) && ROLE_LABEL.test(line.replace(/[.:]$/, ''))) {
    return line.length;
  }
  if (whole) {
    const dashed = DASHED.exec(line);
    if (dashed !== null && (dashed[1] === '--' || ROLE.test(dashed[2] ?? ''))) return line.length;
  }
  const capitals = CAPITALS.exec(head);
  if (capitals !== null && !CAPTION.test(capitals[1] ?? '')) return capitals[0].length;
  const candidate = labelCandidate(head);
  if (candidate === null) return 0;
  const alone = candidate.length + 1 >= line.length;
  const role = ROLE_LABEL.test(candidate) || ROLE.test(IN_BRACKETS.exec(candidate)?.[1] ?? '');
  const nameAlone = alone && / /.test(candidate);
  return role || nameAlone || (known.get(candidate) ?? 0) >= 2 ? line.indexOf(':') + 1 : 0;
}

/** What stands before a colon, where it could be the name of somebody who speaks. */
export function labelCandidate(line: string): string | null {
  const label = COLON.exec(line.slice(0, MAX_LABEL))?.[1];
  if (label === undefined) return null;
  if (ROLE_LABEL.test(label)) return label;
  const words = label.split(' ').length;
  if (words < 2 || words > 5 || COMPANY.test(label) || CAPTION.test(label)) return null;
  return PERSON.test(label) ? label : null;
}

const PERSON = new RegExp(String.raw`^${NAME}(?:,? \([^()]{2,60}\))?$`, 'u');
