import { createHash } from 'node:crypto';

const BASE62 = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
const HEX = '0123456789abcdef';

/**
 * A stream of values that look real and are not: the same seed always gives the same ones, so that a test can be
 * repeated, and nobody can have them at a real provider.
 */
export class MadeUp {
  readonly #seed: string;
  #count = 0;

  constructor(seed: string) {
    this.#seed = seed;
  }

  /** Characters of the alphabet, at most 64 kinds, picked by a hash. */
  from(alphabet: string, length: number): string {
    let text = '';
    while (text.length < length) {
      for (const byte of this.bytes(32)) text += alphabet.charAt(byte % alphabet.length);
    }
    return text.slice(0, length);
  }

  hex(length: number): string {
    return this.from(HEX, length);
  }

  base62(length: number): string {
    return this.from(BASE62, length);
  }

  upper(length: number): string {
    return this.from('ABCDEFGHIJKLMNOPQRSTUVWXYZ234567', length);
  }

  digits(length: number): string {
    return this.from('123456789', length);
  }

  uuid(): string {
    const hex = this.hex(32);
    return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20)}`;
  }

  /** At most 32. */
  bytes(length: number): Buffer {
    this.#count += 1;
    return createHash('sha256').update(`${this.#seed}:${this.#count}`).digest().subarray(0, length);
  }
}
