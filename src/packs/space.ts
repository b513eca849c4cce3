import { estimate, type StorageEstimateBytes } from '../storage/quota.ts';
import { NotEnoughSpaceError } from './errors.ts';

export type AskSpace = () => Promise<StorageEstimateBytes | undefined>;

/** @throws NotEnoughSpaceError where the browser's estimate leaves less than `needed` bytes. */
export async function checkSpace(needed: number, ask: AskSpace = estimate): Promise<void> {
  const space = needed === 0 ? undefined : await ask();
  if (space !== undefined && needed > space.available) throw new NotEnoughSpaceError(needed, space.available);
}
