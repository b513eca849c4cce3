import { describe, expect, it } from 'vitest';
import { CancelledError } from '../errors.ts';
import { SEGMENTATION_VERSION, segment, segmentInSteps } from './segment.ts';
import type { Segmentation } from './types.ts';

const cut = (text: string) => segment(text).sentences.map((s) => text.slice(s.start, s.end));
const kinds = (text: string) => segment(text).sentences.map((s) => [s.kind, text.slice(s.start, s.end)]);

/** Sentences that must come out as they stand here, joined by one space. */
const RUNNING: readonly (readonly [rule: string, sentences: readonly string[]])[] = [
  [
    'U.S. inside and at the end',
    ['The U.S. Treasury sold notes.', 'We grew in the U.S.', 'The rest was flat.'],
  ],
  [
    'numbers after No.',
    ['The case is No. 25-101.', 'No. 2 in the market is Halden.', 'Are we done?', 'No.', 'We go on.'],
  ],
  [
    'company suffixes',
    [
      'Halden Inc. Chairman Roe left.',
      'He ran Orlo Corp. for years.',
      'It sued Bex Ltd.',
      'The court agreed.',
    ],
  ],
  ['approx. and vs.', ['It cost approx. $5 million vs. $4 million.', 'That was approx. 10% more.']],
  [
    'clock times',
    [
      'The call is at 10:00 a.m. EST today.',
      'It fell at 9 a.m. Helsinki time.',
      'It ends at 11 p.m.',
      'Dial in.',
    ],
  ],
  ['clock time then a sentence', ['Trading resumes at 10 a.m.', 'Management will comment then.']],
  ['i.e. and e.g.', ['Some costs, e.g. Freight and i.e. Fuel, rose.', 'Others fell.']],
  ['titles', ['Dr. Amsel and Ms. Tran joined.', 'Gov. Hale, Sen. Roe and Prof. Dr. Lund spoke.']],
  [
    'dates',
    [
      'It closed on Nov. 2, 2024.',
      'It opens in Jan. 2026.',
      'Q3 2024.',
      'The year ended on 30. September 2025 as planned.',
    ],
  ],
  [
    'initials',
    [
      'J. P. Marlow bought it.',
      'The bid by W. E. B. Stone failed.',
      'We hold Class A.',
      'The others hold Class B.',
    ],
  ],
  [
    'decimals in both styles',
    [
      'Sales were 1.234,5 against 1,234.5 before.',
      'EPS was $0.89, up .5 cents.',
      'It paid $2.',
      'Seven stores closed.',
    ],
  ],
  ['dotted forms', ['Kals S.p.A. Milan rose.', 'She holds a Ph.D. in law.', 'The S.A. Banco deal closed.']],
  [
    'quotations',
    ['“We won.”', '“Margins held,” she said.', '"Did it help?" he asked.', '(It did.)', 'They left.'],
  ],
  [
    'footnotes after the stop',
    ['The market did it for us.1', 'However, rates rose.2', 'It ended.[3]', 'They met again.'],
  ],
  ['marks after the stop', ['Profit rose.*', 'Cash fell.†', '**Debt is gone.**', 'All is well.']],
  [
    'ellipses',
    [
      'Well … we shall see.',
      'It fell... and fell.',
      'Wait…',
      'Then it rose.',
      'It dropped...',
      'Nobody sold.',
    ],
  ],
  ['a number begins', ['It is sold outside.', '32 new jobs came.', 'Sales grew 5%.', '2025 will be better.']],
  ['exclamations in names', ['Yippee! Inc. rose.', 'Wow!', 'It doubled.']],
  ['parts by number', ['Note 5. Leases tells more.', 'Item 2. Properties follows.']],
  ['addresses of the web', ['See ir.example.com for more.', 'Write to us at a.b@example.com.', 'Thanks.']],
  ['CJK', ['売上高は増加した。', '利益は？', '減少した！']],
  [
    'tags of a pasted page',
    [
      '<img src=x onerror=alert(1)> Profit rose.',
      '<script>alert(1)</script> Sales fell.',
      '<p>Cash is <b>up 5%.</b>',
      'Debt fell.</p>',
      '<!-- note --> <p>Margins held <i>(almost).</i></p>',
      'Costs were < 5%.',
      'All is well.',
    ],
  ],
  ['emoji and right-to-left', ['Revenue up 🚀🚀.', 'عادت الأرباح.', 'הרווח עלה.', 'Done 👍.']],
];

describe('running text', () => {
  it.each(RUNNING)('%s', (_, sentences) => {
    expect(cut(sentences.join(' '))).toEqual(sentences);
  });

  it('finds an end without a space', () => {
    expect(cut('Orders rose in the quarter.The backlog is large.')).toEqual([
      'Orders rose in the quarter.',
      'The backlog is large.',
    ]);
  });

  it('joins hard-wrapped lines, with any line break', () => {
    const lines = [
      'Net sales for the quarter that ended in June rose to',
      '$5.1 million, and the Board of',
      'Directors raised the dividend. Costs',
      'were flat.',
    ];
    for (const lineBreak of ['\n', '\r\n', '\r', '\u2028']) {
      const text = lines.join(lineBreak);
      expect(cut(text).map((s) => s.replace(/\s+/g, ' '))).toEqual([
        'Net sales for the quarter that ended in June rose to $5.1 million, and the Board of Directors raised the dividend.',
        'Costs were flat.',
      ]);
    }
  });

  it('keeps headlines on lines of their own apart', () => {
    const headlines = [
      'Halden lifts guidance as orders recover in Asia',
      'Orlo cuts a third of its jobs',
      'Bex Energy to buy rival for $2.1 billion in shares',
      'Tran Foods keeps its dividend',
    ];
    expect(cut(headlines.join('\n'))).toEqual(headlines);
  });
});

describe('lines that are something else', () => {
  it('bullets, without their markers and with wrapped lines', () => {
    const text =
      'Highlights:\n• Revenue rose 5%\n  on strong demand.\n- Cash fell. Debt rose.\n* Guidance held\n1. First point\n(a) Second point\n– Third point';
    expect(kinds(text)).toEqual([
      ['heading', 'Highlights:'],
      ['bullet', 'Revenue rose 5%\n  on strong demand.'],
      ['bullet', 'Cash fell.'],
      ['bullet', 'Debt rose.'],
      ['bullet', 'Guidance held'],
      ['bullet', 'First point'],
      ['bullet', 'Second point'],
      ['bullet', 'Third point'],
    ]);
  });

  it('bullets on one line', () => {
    expect(cut('• Sales up 4% • Margin down • Cash flat')).toEqual([
      'Sales up 4%',
      'Margin down',
      'Cash flat',
    ]);
  });

  it('headings, also before their paragraph and in Markdown', () => {
    const text =
      '# Results of Operations\nNet sales rose.\n\nCash Flow and Liquidity\nWe had cash of $5 million at the end of the year.\n\nRISK FACTORS\n\nOutlook for the coming year';
    expect(kinds(text)).toEqual([
      ['heading', 'Results of Operations'],
      ['prose', 'Net sales rose.'],
      ['heading', 'Cash Flow and Liquidity'],
      ['prose', 'We had cash of $5 million at the end of the year.'],
      ['heading', 'RISK FACTORS'],
      ['heading', 'Outlook for the coming year'],
    ]);
  });

  it('tables of numbers, by tabs, pipes, gaps or one space', () => {
    for (const row of [
      'Net sales\t$293,618\t$303,459',
      '| Net sales | 293,618 | 303,459 |',
      'Net sales        $ 293,618      $ 303,459',
      'Net sales $ 293,618 $ 303,459',
      '(1,204) 17.5% —',
      '|---|---|',
      '----------------',
    ]) {
      expect([row, kinds(row)[0]?.[0]]).toEqual([row, 'table']);
    }
    expect(
      kinds('ASSETS\n\tJune 30\tJune 30\nCurrent assets:\nCash\t5\t4\nDebt\t3\t2').map(([kind]) => kind),
    ).toEqual(Array(5).fill('table'));
    expect(kinds('Revenue was 5.1 million in 2024 and 4.9 million in 2023.')[0]?.[0]).toBe('prose');
  });

  it('a long cell is text, not a row', () => {
    expect(
      kinds('Backlog\tOrders that we have received and expect to deliver within the coming twelve months.'),
    ).toEqual([
      ['prose', 'Backlog'],
      ['prose', 'Orders that we have received and expect to deliver within the coming twelve months.'],
    ]);
  });

  it('speakers', () => {
    const text = [
      'Operator\nWelcome to the call.',
      'Jane Roe -- Chief Executive Officer\nThank you. We grew.',
      'John van Dyke – Analyst, Corwin Hale\nHow much?',
      'CHAIRMAN MARLOW. Good afternoon. Rates rose.',
      'STEVE HALDEN. Can you say more?',
      'Jane Roe: By 5 percent.',
      'Sam Lee (CFO): And margins held.',
      'Jane Roe: That is all.',
      'Operator: Goodbye.',
    ].join('\n\n');
    const found = kinds(text);
    expect(found.filter(([kind]) => kind === 'speaker').map(([, label]) => label)).toEqual([
      'Operator',
      'Jane Roe -- Chief Executive Officer',
      'John van Dyke – Analyst, Corwin Hale',
      'CHAIRMAN MARLOW.',
      'STEVE HALDEN.',
      'Jane Roe:',
      'Sam Lee (CFO):',
      'Jane Roe:',
      'Operator:',
    ]);
    expect(found.filter(([kind]) => kind === 'prose').map(([, said]) => said)).toEqual([
      'Welcome to the call.',
      'Thank you.',
      'We grew.',
      'How much?',
      'Good afternoon.',
      'Rates rose.',
      'Can you say more?',
      'By 5 percent.',
      'And margins held.',
      'That is all.',
      'Goodbye.',
    ]);
  });

  it('a sentence typed before a title in the same line is no heading', () => {
    expect(kinds('Sales collapsed. Halden Subsea Reports Record Results')).toEqual([
      ['prose', 'Sales collapsed.'],
      ['heading', 'Halden Subsea Reports Record Results'],
    ]);
  });

  it('a company before a colon does not speak', () => {
    expect(kinds('Halden Subsea ASA: Awarded a large contract.')).toEqual([
      ['prose', 'Halden Subsea ASA: Awarded a large contract.'],
    ]);
  });
});

describe('Markdown', () => {
  const unscored = (text: string) =>
    kinds(text)
      .filter(([kind]) => kind === 'table')
      .map(([, said]) => said);

  it('front matter is not read as text, nor are a rule and a fence', () => {
    const text = [
      '---\ntitle: Profit rose\ntags:\n  - gains\n\ndate: 2026\n---\n\n# Results\n\nSales **fell**. Cash rose.',
      '```js\nlet profit = 1;\n\nprofit = rose;\n```\n\nDebt grew.\n\n---\nmore text follows here.',
    ].join('\n\n');
    expect(kinds(text).filter(([kind]) => kind !== 'table')).toEqual([
      ['heading', 'Results'],
      ['prose', 'Sales **fell**.'],
      ['prose', 'Cash rose.'],
      ['prose', 'Debt grew.'],
      ['prose', 'more text follows here.'],
    ]);
    expect(unscored(text)).toContain('profit = rose;');
    expect(unscored(text).filter((said) => said === '---')).toHaveLength(3);
  });

  it('images, tags alone and link definitions hold nothing to read', () => {
    const text = '![Profit rose](a.png)\n\n<div align="center">\n\n[1]: https://example.com/a\n\nSales fell.';
    expect(unscored(text)).toEqual([
      '![Profit rose](a.png)',
      '<div align="center">',
      '[1]: https://example.com/a',
    ]);
  });

  it('what is never closed hides nothing, nor does a rule above running text', () => {
    for (const text of [
      '```\nSales fell.\n\nCash rose.',
      '---\nWe had a good year.\n---\nSales rose.',
      '~~~~~~~~\nSales fell.\n~~~~~~~~',
    ]) {
      expect(
        kinds(text).filter(([kind, said]) => kind === 'prose' && /fell|rose|year/.test(said ?? '')),
      ).not.toEqual([]);
    }
    expect(unscored('---\nWe had a good year.\n---\nSales rose.')).toEqual(['---', '---']);
  });
});

/** Deterministic noise: mulberry32. */
function noise(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

const SCRAPS =
  'a|The|Inc.|U.S.|5.1|1.234,5|.|...|…|!|?|"|“|”|(|)|[1]|•|-|*|–|1.|(a)|#|>|\t| |  |\n|\r\n|\n\n|\u2028|\f|\0|\ud800|\udc00|😀|。|？|שלום|سعر|،|\u00a0|\ufeff|\u200f|:|Operator|Jane Roe:|CHAIR ROE.|--|CEO|Note 5.|No.|$|%|2024|e.g.|Revenue|rose|,|;|&|<b>|</b>|<!--|```|---|_'.split(
    '|',
  );

function scramble(random: () => number, length: number): string {
  let text = '';
  for (let i = 0; i < length; i++) {
    text += SCRAPS[Math.floor(random() * SCRAPS.length)] ?? '';
    if (random() < 0.5) text += ' ';
  }
  return text;
}

const MARKERS = /\s|[•●*+–—>#-]|\d{1,2}(?:\.\d{1,2})+\.?|\(?(?:\d{1,2}|[a-z])[.)]/g;

function check(text: string, { paragraphs, sentences }: Segmentation): void {
  let end = 0;
  for (const paragraph of paragraphs) {
    expect(paragraph.start).toBeGreaterThanOrEqual(end);
    expect(paragraph.end).toBeGreaterThan(paragraph.start);
    end = paragraph.end;
  }
  expect(end).toBeLessThanOrEqual(text.length);
  let before = 0;
  let rest = '';
  for (const sentence of sentences) {
    const paragraph = paragraphs[sentence.paragraph];
    expect(sentence.start).toBeGreaterThanOrEqual(Math.max(before, paragraph?.start ?? Number.NaN));
    expect(sentence.end).toBeLessThanOrEqual(paragraph?.end ?? Number.NaN);
    const said = text.slice(sentence.start, sentence.end);
    expect(said.trim()).toBe(said);
    expect(said).not.toBe('');
    rest += text.slice(before, sentence.start);
    before = sentence.end;
  }
  rest += text.slice(before);
  // What no sentence covers is white space and markers.
  expect([text, rest.replace(MARKERS, '')]).toEqual([text, '']);
}

describe('any text', () => {
  it('sentences are ordered, apart, trimmed, inside their paragraph, and leave out only markers', () => {
    const random = noise(7);
    for (let i = 0; i < 400; i++) {
      const text = scramble(random, 1 + Math.floor(random() * 120));
      check(text, segment(text));
    }
  });

  it.each(['', ' ', '\n\n', '\0', '\ud83d', '.', '...', '\ufeff', '•', '# ', '-\n-', '\t\t'])(
    'never throws: %j',
    (text) => {
      check(text, segment(text));
    },
  );

  it('takes time in proportion to the length, with and without breaks', () => {
    const unit = 'Revenue rose to 5.1 million in the U.S. and elsewhere ';
    for (const make of [
      (n: number) => unit.repeat(n),
      (n: number) => 'x'.repeat(unit.length * n),
      (n: number) => `${unit.trim()}. `.repeat(n),
      (n: number) => `${unit}\n`.repeat(n),
      (n: number) => `"(${'. '.repeat(25)}`.repeat(n),
      (n: number) => `Sales rose. <b><i></i>${'<!--'.repeat(7)}`.repeat(n),
      (n: number) => '```js\nlet a;\n```\n\ntext\n\n---\n![['.repeat(n),
    ]) {
      const time = (n: number) => {
        const text = make(n);
        const started = performance.now();
        segment(text);
        return performance.now() - started;
      };
      time(1_000);
      const once = Math.min(time(2_000), time(2_000), time(2_000));
      // 4 when linear, 16 when quadratic; the constant absorbs timer noise.
      expect(Math.min(time(8_000), time(8_000))).toBeLessThan(once * 9 + 20);
    }
  });

  it('bounds paragraphs and keeps sentences whole across the pieces of a long line', () => {
    const sentence = 'The company reported higher sales in every region during the quarter.';
    const text = Array(2_000).fill(sentence).join(' ');
    const { paragraphs, sentences } = segment(text);
    expect(new Set(sentences.map((s) => text.slice(s.start, s.end)))).toEqual(new Set([sentence]));
    expect(sentences).toHaveLength(2_000);
    expect(Math.max(...paragraphs.map((p) => p.end - p.start))).toBeLessThanOrEqual(8_192);
  });
});

describe('in steps', () => {
  const long = Array(30_000).fill('The company reported higher sales in every region.').join(' ');

  it('gives the same as at once, and lets timers run meanwhile', async () => {
    let ticks = 0;
    const timer = setInterval(() => ticks++, 1);
    const done: number[] = [];
    const stepped = await segmentInSteps(long, { onProgress: (progress) => done.push(progress.done) });
    clearInterval(timer);
    expect(stepped).toEqual(segment(long));
    expect(stepped.version).toBe(SEGMENTATION_VERSION);
    expect(ticks).toBeGreaterThan(2);
    expect(done.at(-1)).toBe(long.length);
    expect(done).toEqual([...done].sort((a, b) => a - b));
  });

  it('stops when cancelled', async () => {
    const controller = new AbortController();
    const running = segmentInSteps(long, { signal: controller.signal });
    setTimeout(() => controller.abort(), 5);
    await expect(running).rejects.toBeInstanceOf(CancelledError);
  });
});
