import { Parser } from 'htmlparser2';
import { CancelledError } from '../errors.ts';
import { Flow } from './flow.ts';
import { writeRow } from './rows.ts';

export interface HtmlText {
  /** Content of `<title>`, empty where there is none. */
  readonly title: string;
  /** Text of the first `<h1>` … `<h3>`, empty where there is none. */
  readonly heading: string;
  readonly text: string;
}

export interface StepOptions {
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: { readonly done: number; readonly total: number }) => void;
}

const names = (list: string): ReadonlySet<string> => new Set(list.split(' '));
const DROPPED = names(
  'script style head title noscript template svg math iframe object canvas audio video select textarea button ix:header ix:hidden',
);
const BLOCKS = names(
  'p div section article header footer main aside nav h1 h2 h3 h4 h5 h6 ul ol dl dt dd li blockquote pre hr form ' +
    'fieldset figure figcaption address center body html details summary caption table document',
);
/** Tags of EDGAR's submission header, which are never closed and hold one line each. */
const SUBMISSION = names('type sequence filename description');
const NOTE_SIGN = /^\s*[[(]?(?:\d{1,3}|[*†‡])[\])]?\s*$/;
const CHUNK = 65_536;

/** Turns HTML into text with one paragraph a block, rows of tables with tabs, and list items with bullets. */
export function htmlToText(html: string): HtmlText {
  const reader = new HtmlReader(html);
  for (let at = 0; at < html.length; at += CHUNK) reader.write(html.slice(at, at + CHUNK));
  return reader.end();
}

/**
 * The same as `htmlToText`, in steps between which messages are answered.
 *
 * @throws CancelledError when the signal fires.
 */
export async function htmlToTextInSteps(html: string, options: StepOptions = {}): Promise<HtmlText> {
  const reader = new HtmlReader(html);
  for (let at = 0; at < html.length; at += CHUNK) {
    if (options.signal?.aborted === true) throw new CancelledError('Reading the file');
    reader.write(html.slice(at, at + CHUNK));
    options.onProgress?.({ done: Math.min(at + CHUNK, html.length), total: html.length });
    await new Promise((resolve) => setTimeout(resolve, 0));
  }
  return reader.end();
}

/** Follows the parser's events; hidden parts, cells and lists nest. */
class HtmlReader {
  private readonly parser: Parser;
  private readonly flows: Flow[] = [new Flow()];
  private readonly hidden: boolean[] = [];
  private readonly rows: Flow[][] = [];
  private readonly lists: { ordered: boolean; next: number }[] = [];
  private readonly notes: { flow: Flow; mark: number; linked: boolean }[] = [];
  private hiddenDepth = 0;
  private preformatted = 0;
  private links = 0;
  private submissionLine = false;
  private titleDepth = 0;
  private title = '';
  private heading = '';
  private headingFlow: Flow | null = null;

  constructor(html: string) {
    const xhtml = /<\?xml|xmlns\s*=/i.test(html.slice(0, 2_048));
    this.parser = new Parser(
      {
        onopentag: (name, attributes) => this.open(name, attributes),
        ontext: (data) => this.text(data),
        onclosetag: (name) => this.close(name),
      },
      { decodeEntities: true, recognizeSelfClosing: xhtml, recognizeCDATA: xhtml },
    );
  }

  write(chunk: string): void {
    this.parser.write(chunk);
  }

  end(): HtmlText {
    this.parser.end();
    const clean = (line: string) => line.replace(/\s+/g, ' ').trim();
    return { title: clean(this.title), heading: clean(this.heading), text: `${this.root}` };
  }

  private get root(): Flow {
    return this.flows[0] ?? new Flow();
  }

  private get flow(): Flow {
    return this.flows.at(-1) ?? this.root;
  }

  private open(name: string, attributes: Readonly<Record<string, string>>): void {
    this.submissionLine = SUBMISSION.has(name);
    const hides = DROPPED.has(name) || isHidden(attributes);
    this.hidden.push(hides);
    if (hides) this.hiddenDepth++;
    if (name === 'title') this.titleDepth++;
    if (this.hiddenDepth > 0) return;
    if (name === 'br') this.flow.breakLine();
    else if (name === 'td' || name === 'th') this.flows.push(new Flow());
    else if (name === 'tr') this.rows.push([]);
    else if (name === 'a') this.links++;
    else if (name === 'sup')
      this.notes.push({ flow: this.flow, mark: this.flow.mark, linked: this.links > 0 });
    if (name === 'a') for (const note of this.notes) note.linked = true;
    if (!BLOCKS.has(name)) return;
    if (name === 'table' || name === 'hr') this.flow.rule();
    else this.flow.endParagraph();
    if (name === 'pre') this.preformatted++;
    else if (name === 'ul' || name === 'ol') this.lists.push({ ordered: name === 'ol', next: 1 });
    else if (name === 'li') this.flow.bullet(this.nextBullet());
    else if (/^h[1-3]$/.test(name) && this.heading === '') this.headingFlow = this.flow;
  }

  private text(data: string): void {
    if (this.titleDepth > 0) this.title += data;
    if (this.hiddenDepth > 0 || this.submissionLine) return;
    this.flow.add(data, this.preformatted > 0);
  }

  private close(name: string): void {
    if (name === 'title') this.titleDepth--;
    const wasShown = this.hiddenDepth === 0;
    if (this.hidden.pop() === true) this.hiddenDepth--;
    if (!wasShown) return;
    if (name === 'td' || name === 'th') this.closeCell();
    else if (name === 'tr') writeRow(this.flow, this.rows.pop() ?? []);
    else if (name === 'a') this.links--;
    else if (name === 'sup') this.closeNote();
    if (!BLOCKS.has(name)) return;
    if (this.headingFlow === this.flow && /^h[1-3]$/.test(name)) {
      this.heading = this.flow.since(0);
      this.headingFlow = null;
    }
    if (name === 'table') this.flow.rule();
    else this.flow.endParagraph();
    if (name === 'li') this.flow.bullet('');
    if (name === 'pre') this.preformatted--;
    if (name === 'ul' || name === 'ol') this.lists.pop();
  }

  private closeCell(): void {
    const cell = this.flows.length > 1 ? this.flows.pop() : undefined;
    if (cell === undefined) return;
    const row = this.rows.at(-1);
    if (row === undefined) writeRow(this.flow, [cell]);
    else row.push(cell);
  }

  /** A raised number that links to a note is no part of the sentence. */
  private closeNote(): void {
    const note = this.notes.pop();
    if (note === undefined || note.flow !== this.flow || !note.linked) return;
    if (NOTE_SIGN.test(note.flow.since(note.mark))) note.flow.forget(note.mark);
  }

  private nextBullet(): string {
    const list = this.lists.at(-1);
    return list?.ordered === true ? `${list.next++}. ` : '• ';
  }
}

function isHidden(attributes: Readonly<Record<string, string>>): boolean {
  if ('hidden' in attributes) return true;
  const { style } = attributes;
  return style !== undefined && /display\s*:\s*none|visibility\s*:\s*hidden/i.test(style);
}
