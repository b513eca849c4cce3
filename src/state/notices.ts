import * as v from 'valibot';

const noticesSchema = v.array(
  v.object({
    kind: v.picklist(['package', 'model', 'data']),
    name: v.string(),
    version: v.string(),
    licence: v.string(),
    text: v.string(),
  }),
);
export type Notice = v.InferOutput<typeof noticesSchema>[number];

/** Reads the notices that the build wrote beside the page. */
export async function loadNotices(): Promise<readonly Notice[]> {
  const response = await fetch(new URL('notices.json', document.baseURI));
  return v.parse(noticesSchema, await response.json());
}
