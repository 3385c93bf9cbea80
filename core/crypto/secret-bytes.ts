import { randomBytes } from 'node:crypto';

/** Fresh random bytes from the operating system's generator. */
export function randomSecret(lengthBytes: number): Buffer {
  // Not from Node's shared pool: a wipe must not leave the secret in a neighbour's slab, nor wipe the neighbour.
  return randomBytes(lengthBytes);
}

/** Overwrites secrets with zeros. Call it in `finally`; a wiped buffer stays usable as zeros, so drop it too. */
export function wipe(...secrets: readonly (Uint8Array | null | undefined)[]): void {
  for (const secret of secrets) secret?.fill(0);
}

/** Joins secrets into memory of its own, so that {@link wipe} on the result clears every copy that was made. */
export function joinSecrets(...parts: readonly Uint8Array[]): Buffer {
  const joined = Buffer.alloc(parts.reduce((sum, part) => sum + part.length, 0));
  let offset = 0;
  for (const part of parts) {
    joined.set(part, offset);
    offset += part.length;
  }
  return joined;
}

/** UTF-8 bytes in memory of their own. */
export function secretFromText(text: string): Buffer {
  const bytes = Buffer.alloc(Buffer.byteLength(text, 'utf8'));
  bytes.write(text, 'utf8');
  return bytes;
}
