import type { OpenRequest } from '../engine/api.ts';
import type { Catalogue, PackFile } from '../packs/catalog.ts';
import type { DownloadTarget } from '../packs/coordinator.ts';
import { loadCatalogue } from '../packs/load-catalogue.ts';
import { partFiles } from '../packs/parts.ts';
import type { PackStore } from '../packs/store.ts';
import type { PackCard, PacksServices } from './packs.ts';

/** More threads than this bring a small encoder nothing. */
const MAX_THREADS = 4;

/** Memoised while it succeeds: a failed load can be tried again. */
let catalogue: Promise<Catalogue> | undefined;

export function catalogueService(): Promise<Catalogue> {
  catalogue ??= loadCatalogue({
    url: new URL(__CATALOGUE_PATH__, document.baseURI).href,
    sha256: __CATALOGUE_SHA256__,
  }).catch((cause: unknown) => {
    catalogue = undefined;
    throw cause;
  });
  return catalogue;
}

export function filesOf(target: DownloadTarget, kind: 'pack' | 'runtime'): readonly PackFile[] {
  return target.parts.filter((part) => part.kind === kind).flatMap((part) => partFiles(part));
}

export function openRequestOf({
  entry,
  variant,
  runtime,
}: Pick<PackCard, 'entry' | 'variant' | 'runtime'>): OpenRequest {
  return {
    pack: entry,
    variant,
    runtime,
    threads: Math.max(1, Math.min(MAX_THREADS, navigator.hardwareConcurrency)),
    runtimeBase: new URL('ort/', document.baseURI).href,
  };
}

/** Saving and importing a model as one file; their code is fetched when they are used. */
export function archiveServices(store: PackStore): Pick<PacksServices, 'exportPack' | 'importPack'> {
  return {
    async exportPack({ entry, variant, runtime }) {
      const { exportPack } = await import('../packs/archive-export.ts');
      return exportPack({ entry, variants: [variant.id], runtimes: [runtime], store });
    },
    async importPack(blob) {
      const [{ importPack }, { inspectModel }, trusted] = await Promise.all([
        import('../packs/archive-import.ts'),
        import('../packs/inspect-model.ts'),
        catalogueService(),
      ]);
      return importPack({ blob, store, trusted, inspect: inspectModel });
    },
  };
}
