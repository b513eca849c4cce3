import type { Catalogue, Head, PackEntry, Variant } from '../packs/catalog.ts';
import { PackMissingError, UsageError } from './errors.ts';

/** The pack that serves where none is named. */
export const DEFAULT_PACK = 'tone';

export interface PackChoice {
  readonly pack: PackEntry;
  readonly variant: Variant;
  readonly head: Head;
  /** What the user should know about the choice, licence included; null where it is what they asked for. */
  readonly notice: string | null;
}

/**
 * Finds a published pack.
 *
 * @param name `ID` or `ID@VERSION`; without a version the newest one.
 * @throws PackMissingError
 */
export function findPack(catalogue: Catalogue, name: string): PackEntry {
  const [id, version] = name.split('@', 2);
  const found = catalogue.packs
    .filter((pack) => pack.id === id && (version === undefined || pack.version === version))
    .sort((a, b) => b.version.localeCompare(a.version, 'en', { numeric: true }))[0];
  if (found === undefined) {
    const known = catalogue.packs.map((pack) => `${pack.id}@${pack.version}`).join(', ');
    throw new PackMissingError(`There is no pack "${name}"; there are: ${known || 'none'}.`);
  }
  return found;
}

/**
 * Chooses a pack and a head. A convention that the default pack lacks selects the published pack that has it, and
 * the notice says what that pack's licence means.
 *
 * @throws PackMissingError; UsageError for a convention that no pack, or not the named one, has.
 */
export function choosePack(
  catalogue: Catalogue,
  wanted: { readonly pack?: string | undefined; readonly convention?: string | undefined },
): PackChoice {
  const named = findPack(catalogue, wanted.pack ?? DEFAULT_PACK);
  const convention = wanted.convention ?? named.heads[0]?.id ?? '';
  const own = choiceOf(named, convention, null);
  if (own !== null) return own;
  if (wanted.pack !== undefined) {
    const heads = named.heads.map((head) => head.id).join(', ');
    throw new UsageError(`The pack ${named.id} has no convention "${convention}"; it has: ${heads}.`);
  }
  const other = catalogue.packs.find((pack) => pack.heads.some((head) => head.id === convention));
  const served = other === undefined ? null : findPack(catalogue, other.id);
  const notice =
    served === null
      ? ''
      : `The pack ${named.id} has no convention "${convention}": using ${served.id} ${served.version}. ` +
        `Its licence is ${served.licence.name}. ${served.licence.consequence}`;
  const choice = served === null ? null : choiceOf(served, convention, notice);
  if (choice === null) {
    const known = [...new Set(catalogue.packs.flatMap((pack) => pack.heads.map((head) => head.id)))];
    throw new UsageError(`No pack has the convention "${convention}"; there are: ${known.join(', ')}.`);
  }
  return choice;
}

function choiceOf(pack: PackEntry, convention: string, notice: string | null): PackChoice | null {
  const head = pack.heads.find((candidate) => candidate.id === convention);
  if (head === undefined) return null;
  // The files for WebGPU are in formats that a processor computes slowly or not at all.
  const variant = pack.variants.find((candidate) => candidate.backend === 'wasm');
  if (variant === undefined) throw new PackMissingError(`The pack ${pack.id} has no files for a processor.`);
  return { pack, variant, head, notice };
}
