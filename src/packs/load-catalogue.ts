import * as v from 'valibot';
import { CancelledError, isCancellation } from '../errors.ts';
import type { Bytes } from './bytes.ts';
import { type Catalogue, catalogueSchema } from './catalog.ts';
import { checkCatalogue } from './consistency.ts';
import { CatalogueInvalidError, CatalogueMismatchError, CatalogueUnreachableError } from './errors.ts';
import { sha256Hex } from './hash.ts';
import { looksLikeHtml } from './html.ts';

export interface CatalogueRequest {
  readonly url: string;
  /** SHA-256 (hex) of the catalogue's bytes, fixed when the app was built. */
  readonly sha256: string;
  readonly signal?: AbortSignal;
  readonly fetch?: typeof fetch;
}

/**
 * Fetches the catalogue and believes it only if its bytes are the ones that the build trusts.
 *
 * Bytes that differ are asked for once more past the HTTP cache, which may hold an old or a wrong answer.
 *
 * @throws CatalogueUnreachableError, CatalogueMismatchError, CatalogueInvalidError, CancelledError
 */
export async function loadCatalogue(request: CatalogueRequest): Promise<Catalogue> {
  const first = await fetchOnce(request, 'default');
  if ((await sha256Hex(first.bytes)) === request.sha256) return parseCatalogue(first.bytes);
  const second = await fetchOnce(request, 'reload');
  if ((await sha256Hex(second.bytes)) === request.sha256) return parseCatalogue(second.bytes);
  throw new CatalogueMismatchError(looksLikeHtml(second.contentType, second.bytes));
}

/**
 * Reads a catalogue's bytes, whose origin the caller vouches for.
 *
 * @throws CatalogueInvalidError
 */
export async function parseCatalogue(bytes: Uint8Array): Promise<Catalogue> {
  let json: unknown;
  try {
    json = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch (cause) {
    throw new CatalogueInvalidError('it is not JSON in UTF-8.', { cause });
  }
  const parsed = v.safeParse(catalogueSchema, json);
  if (!parsed.success) throw new CatalogueInvalidError(v.summarize(parsed.issues));
  await checkCatalogue(parsed.output);
  return parsed.output;
}

async function fetchOnce(
  { url, signal, fetch: get = fetch }: CatalogueRequest,
  cache: RequestCache,
): Promise<{ bytes: Bytes; contentType: string | null }> {
  try {
    const response = await get(url, { cache, ...(signal === undefined ? {} : { signal }) });
    if (!response.ok) {
      throw new CatalogueUnreachableError(
        `The server answered ${response.status} to the catalogue's request.`,
      );
    }
    return {
      bytes: new Uint8Array(await response.arrayBuffer()),
      contentType: response.headers.get('content-type'),
    };
  } catch (cause) {
    if (cause instanceof CatalogueUnreachableError) throw cause;
    if (signal?.aborted || isCancellation(cause)) throw new CancelledError('Loading the catalogue');
    throw new CatalogueUnreachableError('The catalogue of models could not be fetched.', { cause });
  }
}
