import { describe, expect, it } from 'vitest';
import { segment } from '../text/segment.ts';
import { NewerDocumentError, NotADocumentError } from './errors.ts';
import { toJson } from './export.ts';
import type { ExportedDocument } from './exported.ts';
import { importFile } from './import.ts';
import { readSaved } from './saved.ts';

const TEXT =
  'Results for the year\n\nSales rose by a tenth. Costs fell.\n\nOutlook\n\nThe board is cautious.';

function exported(change: Partial<ExportedDocument> = {}): Omit<ExportedDocument, 'type' | 'version'> {
  return {
    app: '1.0.0',
    exported: '2026-11-27T11:00:00.000Z',
    title: 'My title',
    text: TEXT,
    pack: { id: 'tone', version: '1.0.0', hash: 'ab' },
    backend: 'wasm',
    variant: 'int8',
    convention: 'tweets',
    sentences: segment(TEXT).sentences.map(({ start, end, kind }, i) => ({
      start,
      end,
      kind,
      text: TEXT.slice(start, end),
      label: i === 0 ? null : 'neutral',
      confidence: i === 0 ? null : 0.5,
      probabilities: i === 0 ? null : { negative: 0.25, neutral: 0.5, positive: 0.25 },
      ...(i === 0 ? {} : { tokens: 7, truncated: false }),
    })),
    ...change,
  };
}

describe('an exported document', () => {
  it('comes back with its cut, its scores and the model that gave them', async () => {
    const saved = await readSaved(toJson(exported()));
    expect(saved).toMatchObject({
      title: 'My title',
      text: TEXT,
      segmentation: segment(TEXT),
      model: { packHash: 'ab', head: 'tweets', variant: 'int8' },
      problems: [],
    });
    expect(saved?.scores[0]).toBeNull();
    expect(saved?.scores[1]).toEqual({
      label: 'neutral',
      confidence: 0.5,
      probabilities: [0.25, 0.5, 0.25],
      tokens: 7,
      truncated: false,
    });
    expect(saved?.scores).toHaveLength(segment(TEXT).sentences.length);
  });

  it('keeps a cut that is made otherwise today', async () => {
    const whole = { ...exported().sentences[1], start: 22, end: 56, text: TEXT.slice(22, 56) };
    const [heading, , , outlook, last] = exported().sentences;
    const sentences = [heading, whole, outlook, last].filter((one) => one !== undefined);
    const saved = await readSaved(JSON.stringify({ ...JSON.parse(toJson(exported())), sentences }));
    expect(saved?.segmentation.sentences.map(({ start, end }) => TEXT.slice(start, end))).toEqual([
      'Results for the year',
      'Sales rose by a tenth. Costs fell.',
      'Outlook',
      'The board is cautious.',
    ]);
    expect(saved?.segmentation.paragraphs).toHaveLength(4);
    expect(saved?.scores.filter((score) => score !== null)).toHaveLength(3);
  });

  it('opens without a model where nothing was scored', async () => {
    const sentences = exported().sentences.map((one) => ({
      ...one,
      label: null,
      confidence: null,
      probabilities: null,
    }));
    expect(await readSaved(toJson(exported({ pack: null, sentences })))).toMatchObject({ model: null });
  });

  it('is opened from a file, with what was wrong with it', async () => {
    const open = (data: object) => importFile('x.json', new TextEncoder().encode(JSON.stringify(data)));
    const sound = JSON.parse(toJson(exported()));
    expect(await open(sound)).toMatchObject({
      title: 'My title',
      text: TEXT,
      format: 'document',
      note: null,
    });
    const damaged = await open({ ...sound, sentences: sound.sentences.slice(0, 2).concat('x') });
    expect(damaged.note).toContain('1 sentence was left out');
    expect(damaged.saved?.segmentation).toEqual(segment(TEXT));
    await expect(open({ ...sound, version: 9 })).rejects.toThrow(NewerDocumentError);
    await expect(open({ type: 'undertone-document' })).rejects.toThrow(NotADocumentError);
  });

  it.each([
    '{"type":"other","text":"undertone-document"}',
    '{"type":"undertone-document","text":',
    'Sales rose.',
  ])('is not %j, which opens as text', async (text) => {
    expect(await importFile('x.json', new TextEncoder().encode(text))).toMatchObject({
      text,
      format: 'text',
      saved: null,
    });
  });
});
