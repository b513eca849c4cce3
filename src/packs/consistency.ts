import type { Catalogue, PackEntry, PackFile, RuntimeEntry } from './catalog.ts';
import { CatalogueInvalidError } from './errors.ts';
import { packHash } from './hash.ts';

/** Paths that an archive keeps for itself. */
export function isReservedPath(path: string): boolean {
  return path === 'pack.json' || path.startsWith('runtime/');
}

/**
 * Checks what a schema cannot say about a pack.
 *
 * @throws CatalogueInvalidError
 */
export async function checkPack(pack: PackEntry): Promise<void> {
  const name = `${pack.id} ${pack.version}`;
  checkFiles(name, pack.files);
  const paths = new Set(pack.files.map((file) => file.path));
  for (const path of paths) {
    if (isReservedPath(path)) throw new CatalogueInvalidError(`${name}: the path ${path} is reserved.`);
  }
  for (const variant of pack.variants) {
    for (const path of [variant.model, variant.goldens ?? variant.model, ...variant.needs]) {
      if (!paths.has(path)) {
        throw new CatalogueInvalidError(
          `${name}: variant ${variant.id} needs ${path}, which is no file of it.`,
        );
      }
    }
    if (!variant.needs.includes(variant.goldens ?? variant.model)) {
      throw new CatalogueInvalidError(
        `${name}: variant ${variant.id} does not list its goldens among its needs.`,
      );
    }
    if (!variant.needs.includes(variant.model)) {
      throw new CatalogueInvalidError(
        `${name}: variant ${variant.id} does not list its model among its needs.`,
      );
    }
  }
  checkUnique(
    `${name}: variant`,
    pack.variants.map((variant) => variant.id),
  );
  checkUnique(
    `${name}: head`,
    pack.heads.map((head) => head.id),
  );
  for (const metric of pack.metrics) {
    if (!pack.heads.some((head) => head.id === metric.head)) {
      throw new CatalogueInvalidError(`${name}: a metric names the unknown head ${metric.head}.`);
    }
  }
  if ((await packHash(pack.files)) !== pack.hash) {
    throw new CatalogueInvalidError(`${name}: its hash is not that of its files.`);
  }
}

/** @throws CatalogueInvalidError */
export function checkRuntime(runtime: RuntimeEntry): void {
  checkFiles(`runtime ${runtime.id} ${runtime.version}`, runtime.files);
}

/** @throws CatalogueInvalidError */
export async function checkCatalogue(catalogue: Catalogue): Promise<void> {
  for (const pack of catalogue.packs) await checkPack(pack);
  for (const runtime of catalogue.runtimes) checkRuntime(runtime);
  checkUnique(
    'pack',
    catalogue.packs.map((pack) => `${pack.id} ${pack.version}`),
  );
  checkUnique(
    'runtime',
    catalogue.runtimes.map((runtime) => runtime.id),
  );
}

function checkFiles(owner: string, files: readonly PackFile[]): void {
  checkUnique(
    `${owner}: path`,
    files.map((file) => file.path),
  );
  for (const file of files) {
    const sum = file.chunks.reduce((bytes, chunk) => bytes + chunk.bytes, 0);
    if (sum !== file.bytes) {
      throw new CatalogueInvalidError(
        `${owner}: the chunks of ${file.path} add up to ${sum}, not ${file.bytes}.`,
      );
    }
    const [only, second] = file.chunks;
    if (only !== undefined && second === undefined && only.sha256 !== file.sha256) {
      throw new CatalogueInvalidError(`${owner}: ${file.path} and its only chunk differ in their SHA-256.`);
    }
  }
  // One name for two sizes would let a chunk of one file pass for another's.
  const sizes = new Map<string, number>();
  for (const chunk of files.flatMap((file) => file.chunks)) {
    if ((sizes.get(chunk.sha256) ?? chunk.bytes) !== chunk.bytes) {
      throw new CatalogueInvalidError(`${owner}: chunk ${chunk.sha256} is given two sizes.`);
    }
    sizes.set(chunk.sha256, chunk.bytes);
  }
}

function checkUnique(what: string, values: readonly string[]): void {
  const seen = new Set<string>();
  for (const value of values) {
    if (seen.has(value)) throw new CatalogueInvalidError(`${what} ${value} appears twice.`);
    seen.add(value);
  }
}
