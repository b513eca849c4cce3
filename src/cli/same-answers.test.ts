import { execFile, spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import * as v from 'valibot';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DATA, ROOT } from '../../models/lib/paths.ts';
import { referencePython } from '../../models/lib/tools.ts';
import { wasmSession } from '../../models/lib/wasm.ts';
import { fileOf, openToneModel, type ToneModel } from '../engine/session.ts';
import { choosePack } from './choose-pack.ts';
import { PUBLISHED, readCatalogue, readPackFile } from './pack-folder.ts';
import { nodeSessions } from './scoring/node-runtime.ts';

const answerSchema = v.object({
  text: v.string(),
  id: v.number(),
  label: v.string(),
  probabilities: v.record(v.string(), v.number()),
  confidence: v.number(),
  truncated: v.optional(v.literal(true)),
});
type Answer = v.InferOutput<typeof answerSchema>;

const LONG = 'The lender raised its forecast for the year and lowered its costs in every region. '.repeat(40);
const TEXTS = [
  ...readFileSync(join(DATA, 'sentiment', 'calls.jsonl'), 'utf8')
    .split('\n')
    .slice(0, 58)
    .map((line) => v.parse(v.object({ text: v.string() }), JSON.parse(line)).text),
  'Up.',
  LONG,
];

const launch = (...args: string[]) => ['--import', 'tsx', 'src/cli/main.ts', ...args];
const choice = choosePack(await readCatalogue(PUBLISHED), {});
let folder = '';
let answers: Answer[] = [];

async function open(create: Parameters<typeof openToneModel>[3]): Promise<ToneModel> {
  return openToneModel(choice.pack, choice.variant, (file) => readPackFile(PUBLISHED, file), create);
}

/** Each text alone, in a batch of its own. */
async function aloneIn(model: ToneModel, texts: readonly string[] = TEXTS) {
  const scores = [];
  for (const text of texts) scores.push(...(await model.score(choice.head.id, [model.encode(text)])));
  await model.release();
  return scores;
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'undertone-same-'));
  const lines = TEXTS.map((text, id) => JSON.stringify({ id, text }));
  lines.splice(5, 0, '{"text": oops}');
  const done = spawnSync(process.execPath, launch('sentiment', '--input', '-', '--output', '-'), {
    cwd: ROOT,
    input: `${lines.join('\n')}\n`,
    encoding: 'utf8',
  });
  expect(done.stderr).toMatch(/^Line 6 is not JSON/);
  expect(done.status).toBe(1);
  answers = done.stdout
    .trimEnd()
    .split('\n')
    .map((line) => v.parse(answerSchema, JSON.parse(line)));
}, 60_000);
afterAll(() => rm(folder, { recursive: true }));

/** Largest difference of a probability that the pack's tolerance of logits allows. */
async function tolerance(): Promise<number> {
  const bytes = await readPackFile(PUBLISHED, fileOf(choice.pack, 'goldens.json'));
  const goldens = v.parse(v.object({ tolerance: v.number() }), JSON.parse(new TextDecoder().decode(bytes)));
  return goldens.tolerance / choice.head.temperature;
}

function expectSame(
  found: readonly { label: string; probabilities: readonly number[] }[],
  within: number,
  places = [...TEXTS.keys()],
): void {
  expect(answers).toHaveLength(TEXTS.length);
  expect(found).toHaveLength(places.length);
  let worst = 0;
  places.forEach((place, i) => {
    const answer = answers[place];
    expect(`${answer?.id} ${answer?.label}`).toBe(`${place} ${found[i]?.label}`);
    choice.head.labels.forEach((label, k) => {
      const difference =
        (answer?.probabilities[label] ?? Number.NaN) - (found[i]?.probabilities[k] ?? Number.NaN);
      worst = Math.max(worst, Number.isNaN(difference) ? Number.POSITIVE_INFINITY : Math.abs(difference));
    });
  });
  expect(worst).toBeLessThanOrEqual(within);
}

describe('the command, as a process', () => {
  it('answers every sentence in a batch as the model answers it alone', async () => {
    expectSame(await aloneIn(await open(await nodeSessions())), 2e-6);
    expect(answers.map((answer) => answer.truncated)).toEqual(
      TEXTS.map((text) => text === LONG || undefined),
    );
  }, 120_000);

  it('answers as the WebAssembly that the page runs', async () => {
    // A third of them and the over-long one: WebAssembly with one thread is slow.
    const places = [...TEXTS.keys()].filter((i) => i % 3 === 0 || TEXTS[i] === LONG);
    const texts = places.map((i) => TEXTS[i] ?? '');
    expectSame(await aloneIn(await open(wasmSession), texts), await tolerance(), places);
  }, 120_000);

  it('answers as the Python of docs/outside-the-browser.md does on the exported pack', async (context) => {
    const python = await referencePython().catch((error: unknown) => {
      const reason = error instanceof Error ? error.message.split('\n', 1)[0] : String(error);
      console.warn(`Skipped: Python with onnxruntime and tokenizers is not available (${reason})`);
      return null;
    });
    if (python === null) return context.skip('Python is not available');
    const done = spawnSync(process.execPath, launch('pack', 'export', choice.pack.id, join(folder, 'tone')), {
      cwd: ROOT,
      encoding: 'utf8',
    });
    expect(done.status).toBe(0);
    const document = await readFile(
      fileURLToPath(new URL('../../docs/outside-the-browser.md', import.meta.url)),
      'utf8',
    );
    const code = /```python\n([\s\S]*?)```/.exec(document)?.[1] ?? '';
    expect(code).toContain('def tone');
    await writeFile(join(folder, 'undertone.py'), code);
    await writeFile(join(folder, 'texts.json'), JSON.stringify(TEXTS));
    const script =
      'import json; from undertone import head, tone; texts = json.load(open("texts.json", encoding="utf-8")); ' +
      'print(json.dumps([(head["labels"][row.argmax()], row.tolist()) ' +
      'for start in range(0, len(texts), 16) for row in tone(texts[start : start + 16])]))';
    const { stdout } = await promisify(execFile)(python, ['-c', script], { cwd: folder });
    const rows = v.parse(v.array(v.tuple([v.string(), v.array(v.number())])), JSON.parse(stdout));
    expectSame(
      rows.map(([label, probabilities]) => ({ label, probabilities })),
      await tolerance(),
    );
  }, 180_000);
});
