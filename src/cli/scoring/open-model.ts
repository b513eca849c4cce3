import { openToneModel, type ToneModel } from '../../engine/session.ts';
import { choosePack } from '../choose-pack.ts';
import { readCatalogue, readPackFile } from '../pack-folder.ts';
import { nodeSessions } from './node-runtime.ts';
import type { ScorerRequest } from './scorer.ts';

/**
 * Opens a published model in Node; its chunks are verified and all its goldens answered before it may serve.
 *
 * @throws GoldenMismatchError, MissingChunkError, BadContentError, PackMissingError, RuntimeMissingError
 */
export async function openModel({ folder, pack, head }: ScorerRequest): Promise<ToneModel> {
  const choice = choosePack(await readCatalogue(folder), { pack, convention: head });
  const model = await openToneModel(
    choice.pack,
    choice.variant,
    (file) => readPackFile(folder, file),
    await nodeSessions(),
  );
  await model.check('full');
  return model;
}
