import { describe, expect, it } from 'vitest';
import { CancelledError } from '../errors.ts';
import { segment } from '../text/segment.ts';
import { htmlToText, htmlToTextInSteps } from './html.ts';

const text = (html: string) => htmlToText(html).text;

describe('htmlToText', () => {
  it('makes paragraphs of blocks, lines of br, and collapses white space', () => {
    expect(text('<div>One\n  two&nbsp; three</div><p>Four<br>five</p>six<br><br>seven')).toBe(
      'One two three\n\nFour\nfive\n\nsix\n\nseven',
    );
  });

  it('joins tags inside words and decodes entities', () => {
    expect(
      text(
        '<p>$<ix:nonFraction name="us-gaap:X">1,2<b>34</b></ix:nonFraction> &amp; Sm&#246;rg&aring;s &mdash; ok</p>',
      ),
    ).toBe('$1,234 & Smörgås — ok');
  });

  it('drops what a reader does not see', () => {
    const html =
      '<html><head><title> A  title </title><style>p{}</style></head><body><script>alert("<p>x</p>")</script>' +
      '<ix:header><ix:hidden>us-gaap:Secret</ix:hidden></ix:header><div style="display: NONE">gone<p>gone</p></div>' +
      '<p hidden>gone</p><h1>The  heading</h1><p>Seen</p></body></html>';
    expect(htmlToText(html)).toEqual({
      title: 'A title',
      heading: 'The heading',
      text: 'The heading\n\nSeen',
    });
  });

  it('writes rows with tabs, signs at their numbers, and captions among them', () => {
    const row = (...cells: string[]) => `<tr>${cells.map((cell) => `<td>${cell}</td>`).join('')}</tr>`;
    const html = `<p>Before</p><table>${row('', '2024', '', '2023')}${row('Assets:')}${row('Cash', '$', '5.1', '$', '(4.9', ')')}${row('Margin', '17', '%', '16', '%')}</table><p>After</p>`;
    expect(text(html)).toBe('Before\n\n2024\t2023\nAssets:\nCash\t$5.1\t$(4.9)\nMargin\t17%\t16%\n\nAfter');
    expect(new Set(segment(text(html)).sentences.map((s) => s.kind))).toEqual(new Set(['heading', 'table']));
  });

  it('reads a table that lays out a page as text', () => {
    const long = 'The company reported higher sales in every region during the quarter. '.repeat(10);
    expect(text(`<table><tr><td>Menu</td><td><p>${long}</p><p>Next.</p></td></tr></table>`)).toBe(
      `Menu\n\n${long.trim()}\n\nNext.`,
    );
    expect(text('<table><tr><td><p>One.</p><p>Two.</p></td></tr></table>')).toBe('One.\n\nTwo.');
  });

  it('puts a bullet in its own cell before its text', () => {
    expect(
      text('<table><tr><td>•</td><td>Sales rose.</td></tr><tr><td>(1)</td><td>Unaudited.</td></tr></table>'),
    ).toBe('• Sales rose.\n(1) Unaudited.');
  });

  it('marks list items', () => {
    expect(text('<ul><li>One</li><li><p>Two</p></li></ul><ol><li>First<li>Second</ol>')).toBe(
      '• One\n• Two\n1. First\n2. Second',
    );
  });

  it('leaves out the numbers of notes, not powers', () => {
    expect(
      text(
        '<p>It ended.<a href="#f1"><sup>1</sup></a> Next.<sup><a href="#f2">[2]</a></sup> 5 m<sup>2</sup></p>',
      ),
    ).toBe('It ended. Next. 5 m2');
  });

  it('keeps preformatted lines', () => {
    expect(text('<pre>a   b\n c</pre>')).toBe('a   b\n c');
  });

  it('skips the lines of a submission header', () => {
    expect(
      text('<DOCUMENT>\n<TYPE>EX-99.1\n<FILENAME>a.htm\n<TEXT>\n<html><body><p>Hello.</p></body></html>'),
    ).toBe('Hello.');
  });

  it.each(['', '<', '<p', '</td></tr></table>x', '<tr><td>a</tr></td>b', '<!-- ', '<script>'])(
    'survives %j',
    (html) => {
      expect(() => text(html)).not.toThrow();
    },
  );

  it('reads in steps the same, and stops when cancelled', async () => {
    const html = '<p>The company reported <b>higher</b> sales.</p>'.repeat(20_000);
    expect(await htmlToTextInSteps(html)).toEqual(htmlToText(html));
    const controller = new AbortController();
    const running = htmlToTextInSteps(html, { signal: controller.signal });
    controller.abort();
    await expect(running).rejects.toBeInstanceOf(CancelledError);
  });
});
