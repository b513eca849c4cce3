interface FlowBlock {
  readonly text: string;
  /** Rows and list items follow each other without a blank line. */
  readonly tight: boolean;
  /** The first block after a rule or a table's edge does not join the rows before it. */
  readonly apart: boolean;
}

/** Collects text as a browser lays it out: white space collapsed, paragraphs and lines kept apart. */
export class Flow {
  readonly blocks: FlowBlock[] = [];
  /** The paragraph so far, in the order it came: joined once, so that long ones stay linear. */
  private parts: string[] = [];
  private prefix = '';
  private apart = false;

  /** Adds text; white space (no-break spaces too) collapses unless it is preformatted. */
  add(data: string, preformatted: boolean): void {
    const flat = preformatted ? data : data.replace(/[ \t\n\r\f\u00a0]+/g, ' ');
    const glued = !preformatted && this.afterSpace() ? flat.replace(/^ /, '') : flat;
    if (glued === '') return;
    if (this.prefix !== '' && glued.trim() !== '') {
      this.parts.push(this.prefix);
      this.prefix = '';
    }
    this.parts.push(glued);
  }

  /** Position to go back to with `forget`. */
  get mark(): number {
    return this.parts.length;
  }

  /** What has been added to the paragraph since `mark`. */
  since(mark: number): string {
    return this.parts.slice(mark).join('');
  }

  forget(mark: number): void {
    this.parts.length = Math.min(mark, this.parts.length);
  }

  /** A bullet or number that goes before the next text. */
  bullet(prefix: string): void {
    this.prefix = prefix;
  }

  /** Two in a row end a paragraph; more are as good as two. */
  breakLine(): void {
    if (this.parts.length === 0) return;
    if (this.parts.at(-1) === ' ') this.parts.pop();
    if (this.parts.at(-1) !== '\n' || this.parts.at(-2) !== '\n') this.parts.push('\n');
  }

  endParagraph(tight = false): void {
    if (this.parts.length === 0) return;
    const lines = this.parts.join('').split('\n');
    this.parts = [];
    const text = lines
      .map((line) => line.trimEnd())
      .join('\n')
      .replace(/^\n+/, '')
      .trimEnd();
    this.push(text, tight || /^(?:• |\d+\. )/.test(text));
  }

  /** A whole paragraph. */
  push(text: string, tight: boolean): void {
    if (text === '') return;
    this.blocks.push({ text, tight, apart: this.apart });
    this.apart = false;
  }

  /** A whole row of a table. */
  row(text: string): void {
    this.endParagraph();
    this.push(text, true);
  }

  /** Ends a run of rows, so that the next table does not join it. */
  rule(): void {
    this.endParagraph();
    this.apart = true;
  }

  toString(): string {
    this.endParagraph();
    let text = '';
    let tightBefore = false;
    for (const block of this.blocks) {
      if (text !== '') text += tightBefore && block.tight && !block.apart ? '\n' : '\n\n';
      text += block.text;
      tightBefore = block.tight;
    }
    return text;
  }

  private afterSpace(): boolean {
    const last = this.parts.at(-1);
    return last === undefined || last.endsWith(' ') || last.endsWith('\n');
  }
}
