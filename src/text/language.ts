import { SCORED_KINDS, type Segmentation } from './types.ts';

const words = (list: string): ReadonlySet<string> => new Set(list.trim().split(/\s+/));

/** The commonest words of English, without those that are as common in another language ("in", "no", "on"). */
const ENGLISH = words(`
  the of and to that it as with be by not he are this have from had they which you were her all she there would their
  we been has who will more if out up its about into than them can other new could these two then first any our over
  most after also many through where much your because each too very still between both under last might against
  while year years per quarter is was an at for or but what when how some only down company sales profit
`);
/** The commonest words of other languages in Latin letters, without those that are English words too. */
const OTHER = words(`
  der das und ist nicht mit von für auf dem den ein eine einen zu im sich auch bei nach wurde werden als wie oder aus
  het een van en dat niet zijn voor op te door bij naar maar ook werd aan uit wordt
  le la les des et est une du au aux dans pour sur que qui pas par avec sont plus ce cette ses a été
  el los las del se un una por con para su al lo como más pero sus fue y es ha
  il che di della dei nel alla sono gli dal delle non è stato ed
  o os da do das dos na no em não uma à foi ao pelo mais com
  och att det som är av till på om har inte ett efter från med den vi
  og af til er ikke blev også fra vil han
  ja ei oli että ovat mutta kuin sekä
  i w na z się nie jest do od že je v na se si bir ve bu için ile da yang dan di dengan untuk pada
  și din cu pe sunt este au în az egy hogy nem és
`);
const WORD = /\p{L}[\p{L}'’-]*/gu;
const LATIN = /^\p{Script=Latin}/u;

/** UTF-16 units that are looked at, and into how many places of the text they are spread. */
const SAMPLE = 20_000;
const PLACES = 40;
/** Fewer words say nothing about their language; without a word that is known, it takes more of them. */
const LEAST_WORDS = 8;
const LEAST_WORDS_UNKNOWN = 20;
/** Other scripts may set no spaces between words: letters count there. */
const LEAST_LETTERS = 12;

/**
 * Does the running text look English? Undefined where there is too little of it to tell.
 *
 * Counts function words, which make up a third of English running text and hardly any of another language's. It looks
 * at a sample of the sentences that are scored, so it speaks of the document and not of each sentence in it.
 */
export function looksEnglish(text: string, segmentation: Segmentation): boolean | undefined {
  let latin = 0;
  let english = 0;
  let other = 0;
  let foreignLetters = 0;
  for (const [word] of sampleOf(text, segmentation).matchAll(WORD)) {
    if (LATIN.test(word)) {
      latin++;
      if (ENGLISH.has(word)) english++;
      else if (OTHER.has(word)) other++;
    } else foreignLetters += word.length;
  }
  // Five letters make a word on average; scripts of syllables and ideographs are counted low that way.
  if (foreignLetters >= LEAST_LETTERS && foreignLetters / 5 > latin) return false;
  if (latin < LEAST_WORDS) return undefined;
  if (english < 0.2 * latin && other > english) return false;
  if (latin >= LEAST_WORDS_UNKNOWN && english < 0.08 * latin) return false;
  return true;
}

/** Scored sentences in lower case, from the whole length of the text. */
function sampleOf(text: string, { sentences }: Segmentation): string {
  const scored = sentences.filter((sentence) => SCORED_KINDS.has(sentence.kind));
  const step = Math.max(1, scored.length / PLACES);
  const each = SAMPLE / PLACES;
  const parts: string[] = [];
  for (let place = 0; place < scored.length; place += step) {
    let room = each;
    for (let i = Math.floor(place); i < Math.floor(place + step) && room > 0; i++) {
      const sentence = scored[i];
      if (sentence === undefined) break;
      const part = text.slice(sentence.start, Math.min(sentence.end, sentence.start + room));
      parts.push(part);
      room -= part.length;
    }
  }
  return parts.join(' ').toLowerCase();
}
