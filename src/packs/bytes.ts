/** Bytes over memory of our own, which the platform's cryptography and databases accept. */
export type Bytes = Uint8Array<ArrayBuffer>;

/** The same bytes over an ArrayBuffer; copies only where they lie in shared memory. */
export function ownBytes(bytes: Uint8Array): Bytes {
  const { buffer } = bytes;
  return buffer instanceof ArrayBuffer
    ? new Uint8Array(buffer, bytes.byteOffset, bytes.byteLength)
    : new Uint8Array(bytes);
}
