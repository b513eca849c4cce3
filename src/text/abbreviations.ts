/** Words that end in a full stop, sorted by what the stop then means. All in lower case, without the last stop. */

const words = (list: string): ReadonlySet<string> => new Set(list.trim().split(/\s+/));

/** Never the end of a sentence: a name, a number or a comparison has to follow. */
export const ALWAYS_CONTINUES = words(`
  mr mrs ms mx dr prof rev hon gen col lt sgt capt cmdr adm sen rep gov pres messrs mmes mt ste
  vs v cf viz approx appr incl excl ca c adj avg est esp resp e.g i.e eg ie a.k.a f.k.a d.b.a c.f z.b u.a
`);

/** Abbreviations only where a number follows: "No. 2" against "No. We do not." */
export const CONTINUES_BEFORE_NUMBER = words(`
  no nos nr n vol fig figs sec secs art arts eq ch chap para par cl op ref ser ed pt p pp min max app tel ext
  jan feb mar apr jun jul aug sep sept oct nov dec § rs
`);

/** End a sentence only where the next word looks like the start of one. */
export const MAY_END = words(`
  inc corp co cos ltd llc lp plc bros assn assoc intl int'l natl mfg govt gov't dept univ etc jr sr esq
  jan feb mar apr jun jul aug sep sept oct nov dec tues wed thur thurs fri
  ave blvd rd st ft sq al hldgs hldg grp svcs mgmt cia ltda sdn bhd pte pty pvt gmbh mfrs
`);

/** Follow "a.m." and "p.m." without starting a sentence. */
export const AFTER_CLOCK_TIME = words(`
  et est edt ct cst cdt mt mst mdt pt pst pdt gmt utc bst cet cest eet eest ist jst hkt sgt aest aedt kst msk
  eastern central mountain pacific new london frankfurt paris tokyo hong singapore helsinki stockholm oslo
  copenhagen zurich toronto sydney mumbai greenwich monday tuesday wednesday thursday friday saturday sunday
  january february march april may june july august september october november december local
  u.s uk u.k
`);

/** Month names that follow an ordinal with a stop: "30. September" (German, Nordic, Baltic usage). */
export const MONTHS = words(`
  january february march april may june july august september october november december
  januar februar märz maerz mai juni juli oktober dezember desember marts maj jan feb apr aug sept okt nov dez
`);

/** Words that start sentences, and hardly ever go on after "U.S.", "Inc." or an initial. */
export const STARTERS = words(`
  the this that these those there their they then thus a an and as at after although also all another any
  because before both but by can could despite did do does during each either even every for from following
  given had has have he her here his how however i if in including it its just last let many meanwhile more
  moreover most much my neither next no nor not nothing now of on once one only or other our over
  overall per please since so some still such than though through to today together under unless until unlike
  upon was we well were what when where whether which while who why will with within without would yes yet you your
  two three four five six seven eight nine ten several few
  additionally accordingly consequently finally furthermore first second third nevertheless nonetheless
  similarly therefore separately subsequently instead previously currently recently
  analysts investors management revenue revenues sales earnings profit profits shares net operating gross
  adjusted organic comparable total cash free demand growth margins results guidance shareholders excluding
  based compared it's we're we've that's there's i'm they're he's she she's don't isn't we'll
`);

/** Words that head numbered parts: the stop after their number ends nothing ("Item 2. Properties"). */
export const NUMBERED_PART =
  /^(?:item|note|section|part|article|chapter|exhibit|table|figure|step|annex|schedule|appendix|rule|proposal)\s+[\dA-Z]{1,4}(?:\.\d+)*[a-z]?$/i;
