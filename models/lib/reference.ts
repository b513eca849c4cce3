import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import * as v from 'valibot';
import type { Head } from '../../src/packs/catalog.ts';
import { referencePython, runTool } from './tools.ts';

/** One batch to be answered: its texts and the length that it is padded to, or null for the longest text's. */
export interface ReferenceCase {
  readonly texts: readonly string[];
  readonly padTo: number | null;
}

const answersSchema = v.object({
  cases: v.array(
    v.object({
      ids: v.array(v.array(v.number())),
      logits: v.record(v.string(), v.array(v.array(v.number()))),
    }),
  ),
});
export type ReferenceAnswer = v.InferOutput<typeof answersSchema>['cases'][number];

/**
 * Token ids and logits from Python's tokenizers and onnxruntime for the files of a pack.
 *
 * @param files `tokenizer.json` and the ONNX model, as published.
 * @throws ToolError if Python or its packages fail.
 */
export async function referenceAnswers(
  files: { readonly tokenizer: Uint8Array; readonly model: Uint8Array },
  heads: readonly Head[],
  maxTokens: number,
  cases: readonly ReferenceCase[],
): Promise<ReferenceAnswer[]> {
  const folder = await mkdtemp(join(tmpdir(), 'undertone-reference-'));
  try {
    const request = {
      model: join(folder, 'model.onnx'),
      tokenizer: join(folder, 'tokenizer.json'),
      maxTokens,
      outputs: Object.fromEntries(heads.map((head) => [head.id, head.output])),
      cases,
    };
    await writeFile(request.model, files.model);
    await writeFile(request.tokenizer, files.tokenizer);
    await writeFile(join(folder, 'request.json'), JSON.stringify(request));
    const script = fileURLToPath(new URL('reference.py', import.meta.url));
    const output = await runTool(await referencePython(), [script, join(folder, 'request.json')]);
    return v.parse(answersSchema, JSON.parse(output)).cases;
  } finally {
    await rm(folder, { recursive: true });
  }
}
