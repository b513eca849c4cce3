import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { InterruptedError } from './errors.ts';
import { run } from './run.ts';
import { FakeScorer, fakeEnvironment, Sink } from './testing/fakes.ts';

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'undertone-run-'));
});
afterAll(() => rm(folder, { recursive: true }));

const PIPE = ['sentiment', '--input', '-', '--output', '-'];
const line = (text: string, more = {}): string => `${JSON.stringify({ ...more, text })}\n`;

describe('undertone sentiment', () => {
  it('keeps the order over groups that end out of order, and closes its workers', async () => {
    const scorer = new FakeScorer((group) => (group % 3 === 0 ? 15 : 1));
    const input = Array.from({ length: 2000 }, (_, i) => line(i % 2 === 0 ? 'up' : 'down', { i })).join('');
    const { environment, stdout, stderr } = fakeEnvironment({ input, scorer });
    expect(await run(PIPE, environment)).toBe(0);
    const out = stdout.text.trimEnd().split('\n');
    expect(out).toHaveLength(2000);
    expect(out.every((row, i) => row.startsWith(`{"i":${i},`))).toBe(true);
    expect(out[3]).toContain('"label":"negative"');
    expect(scorer.mostBusy).toBe(scorer.slots);
    expect(scorer.closed).toBe(true);
    expect(stderr()).toBe('');
  });

  it('reads no further than its groups in work while the output is slow', async () => {
    let given = 0;
    let written = 0;
    let furthest = 0;
    const source = async function* () {
      for (; given < 20_000; given++) yield Buffer.from(line('up'));
    };
    class Slow extends Sink {
      override _write(chunk: unknown, encoding: string, done: (error?: Error | null) => void): void {
        written += String(chunk).split('\n').length - 1;
        furthest = Math.max(furthest, given - written);
        setTimeout(() => super._write(chunk, encoding, done), 2);
      }
    }
    const { environment } = fakeEnvironment({ input: Readable.from(source()), stdout: new Slow() });
    expect(await run(PIPE, environment)).toBe(0);
    expect(written).toBe(20_000);
    // Four groups in work, one being filled, one being written, and what streams buffer.
    expect(furthest).toBeLessThan(7 * 192);
  });

  it('names bad lines by number, goes on, and says so in its exit code', async () => {
    const input = `${line('up')}{oops\n\n${line('')}${line('down')}`;
    const { environment, stdout, stderr } = fakeEnvironment({ input });
    expect(await run(PIPE, environment)).toBe(1);
    expect(stdout.text.trimEnd().split('\n')).toHaveLength(2);
    expect(stderr()).toMatch(/Line 2 is not JSON[\s\S]*Line 4 has an empty field "text"[\s\S]*2 lines have/);
  });

  it('shows progress on a terminal only, without time left where the size is unknown', async () => {
    const { environment, stderr } = fakeEnvironment({ input: line('up'), isTTY: true });
    expect(await run(PIPE, environment)).toBe(0);
    expect(stderr()).toMatch(/1 lines, [\d,]+\/s/);
    expect(stderr()).not.toContain('left');
    expect(stderr().endsWith('\r\u001b[2K')).toBe(true);
  });

  it('puts a file in place only when it is complete', async () => {
    const input = join(folder, 'in.csv');
    await writeFile(input, 'text\nup\ndown…\n');
    const { environment } = fakeEnvironment({ cwd: folder });
    expect(await run(['sentiment', '--input', 'in.csv', '--output', 'out.csv'], environment)).toBe(0);
    expect(await readFile(join(folder, 'out.csv'), 'utf8')).toBe(
      'text,label,confidence,probability_negative,probability_neutral,probability_positive,truncated\n' +
        'up,positive,0.8,0.1,0.1,0.8,false\ndown…,negative,0.8,0.8,0.1,0.1,true\n',
    );
    expect(await readdir(folder)).toEqual(['in.csv', 'out.csv']);
  });

  it('says where it stopped when the model fails, and leaves the file unfinished', async () => {
    const input = `${line('up').repeat(192)}${line('explode')}`;
    const { environment, stderr } = fakeEnvironment({ input, cwd: folder });
    expect(await run(['sentiment', '--input', '-', '--output', 'crash.jsonl'], environment)).toBe(5);
    expect(stderr()).toMatch(/line 192 is the last one done; .*crash\.jsonl\.partial holds/);
    expect(stderr()).toContain('The fake model failed.');
    expect((await readFile(join(folder, 'crash.jsonl.partial'), 'utf8')).split('\n')).toHaveLength(193);
    await expect(readFile(join(folder, 'crash.jsonl'))).rejects.toThrow(/ENOENT/);
  });

  it('ends as a pipe expects when its reader has gone', async () => {
    const stdout = new Sink(2);
    const { environment, stderr } = fakeEnvironment({ input: line('up').repeat(1000), stdout });
    expect(await run(PIPE, environment)).toBe(141);
    expect(stderr()).toMatch(/line 192 is the last one done/);
  });

  it('stops at SIGINT although its input hangs, and says how far it came', async () => {
    const controller = new AbortController();
    const hanging = new Readable({ read: () => undefined });
    hanging.push(Buffer.from(line('up').repeat(200)));
    const { environment, stdout, stderr } = fakeEnvironment({ input: hanging, signal: controller.signal });
    setTimeout(() => controller.abort(new InterruptedError('SIGINT')), 400);
    expect(await run(PIPE, environment)).toBe(130);
    // The eight lines that fill no group were answered too, because the input paused.
    expect(stdout.text.trimEnd().split('\n')).toHaveLength(200);
    expect(stderr()).toMatch(/line 200 is the last one done[\s\S]*Stopped by SIGINT/);
  });

  it('chooses the published pack that has a convention, and says what its licence means', async () => {
    const { environment, stderr } = fakeEnvironment({ input: line('up') });
    expect(await run([...PIPE, '--convention', 'phrasebank'], environment)).toBe(0);
    expect(stderr()).toMatch(/tone has no convention "phrasebank": using tone-research/);
    expect(stderr()).toMatch(/licence/);
  });

  it.each([
    [2, [], '--input is missing'],
    [2, ['--input', '-'], '--output is missing'],
    [2, ['--input', 'a', '--output', 'a'], 'same file'],
    [2, ['--input', '-', '--output', '-', '--format', 'xml'], 'jsonl or csv'],
    [2, ['--input', '-', '--output', '-', '--batch', '0'], 'whole number'],
    [2, ['--input', '-', '--output', '-', '--bacth', '1'], '--bacth'],
    [2, ['--input', '-', '--output', '-', '--convention', 'mood'], 'investor'],
    [
      2,
      ['--input', '-', '--output', '-', '--pack', 'tone', '--convention', 'phrasebank'],
      'it has: investor',
    ],
    [3, ['--input', '-', '--output', '-', '--pack', 'tune'], 'tone@'],
    [3, ['--input', '-', '--output', '-', '--packs', 'nowhere'], 'no catalogue'],
    [4, ['--input', 'missing.jsonl', '--output', '-'], 'missing.jsonl cannot be read'],
    [4, ['--input', '-', '--output', 'no/such/folder'], 'cannot be written'],
  ])('ends with %i for %j', async (code, args, message) => {
    const { environment, stderr } = fakeEnvironment({ cwd: folder });
    expect(await run(['sentiment', ...args], environment)).toBe(code);
    expect(stderr()).toContain(message);
  });
});

describe('undertone evaluate', () => {
  // Six rows counted by hand: gold positive ×3 (one missed), negative ×2, neutral ×1.
  const labelled = [
    ['up', 'bull'],
    ['up', 'bull'],
    ['flat', 'bull'],
    ['down', 'bear'],
    ['up', 'bear'],
    ['flat', 'neutral'],
  ].map(([text = '', label]) => line(text, { label }));
  const args = ['evaluate', '--input', '-', '--map', 'bull=positive,bear=negative'];

  it('counts as by hand, as JSON', async () => {
    const { environment, stdout } = fakeEnvironment({ input: labelled.join('') });
    expect(await run([...args, '--json'], environment)).toBe(0);
    const report: unknown = JSON.parse(stdout.text);
    expect(report).toMatchObject({
      convention: 'investor',
      rows: 6,
      left_out: 0,
      accuracy: { value: 4 / 6 },
      macro_f1: { value: expect.closeTo((2 / 3 + 2 / 3 + 2 / 3) / 3, 9) },
      nll: { value: expect.closeTo(-(4 * Math.log(0.8) + 2 * Math.log(0.1)) / 6, 9) },
      labels: [
        { label: 'negative', precision: { value: 1 }, recall: { value: 0.5 }, support: 2 },
        { label: 'neutral', precision: { value: 0.5 }, recall: { value: 1 }, support: 1 },
        { label: 'positive', precision: { value: 2 / 3 }, recall: { value: 2 / 3 }, support: 3 },
      ],
      confusion: [
        [1, 0, 1],
        [0, 1, 0],
        [0, 1, 2],
      ],
    });
  });

  it('prints the table, writes the report, and leaves out what has no known label', async () => {
    const { environment, stdout, stderr } = fakeEnvironment({
      input: `${labelled.join('')}${line('up', { label: 'odd' })}${line('up')}`,
      cwd: folder,
    });
    expect(await run([...args, '--report', 'report.json'], environment)).toBe(1);
    expect(stdout.text).toMatch(/accuracy\s+0\.667 \[0\.\d+, 1\.000\]/);
    expect(stdout.text).toMatch(/gold \\ predicted\s+negative\s+neutral\s+positive/);
    expect(stderr()).toMatch(/Line 7 has the label "odd"[\s\S]*Line 8 has no field "label"/);
    const report: unknown = JSON.parse(await readFile(join(folder, 'report.json'), 'utf8'));
    expect(report).toMatchObject({ rows: 6, left_out: 2 });
  });

  it('refuses an input without a single label', async () => {
    const { environment } = fakeEnvironment({ input: line('up') });
    expect(await run(args, environment)).toBe(2);
  });
});

describe('undertone', () => {
  it('explains itself and its commands', async () => {
    for (const [command, expected] of [
      [['--help'], 'pack export'],
      [['sentiment', '--help'], '--convention NAME'],
      [['evaluate', '-h'], '--label-field'],
      [['help', 'pack'], 'pack.json'],
      [['--version'], '9.9.9'],
    ] as const) {
      const { environment, stdout } = fakeEnvironment();
      expect(await run(command, environment)).toBe(0);
      expect(stdout.text).toContain(expected);
    }
    const { environment, stderr } = fakeEnvironment();
    expect(await run(['sentimant'], environment)).toBe(2);
    expect(stderr()).toContain('no command "sentimant"');
  });
});
