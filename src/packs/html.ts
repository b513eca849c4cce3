/** True where an answer is a web page: by its content type, or by how its bytes begin. */
export function looksLikeHtml(contentType: string | null, beginning: Uint8Array): boolean {
  if (contentType !== null && /^\s*(text\/html|application\/xhtml)/i.test(contentType)) return true;
  const start = new TextDecoder()
    .decode(beginning.subarray(0, 256))
    .replace(/^\uFEFF?\s*/, '')
    .toLowerCase();
  return start.startsWith('<!doctype html') || start.startsWith('<html');
}
