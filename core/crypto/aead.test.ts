import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { AEAD_OVERHEAD_BYTES, open, seal } from './aead.ts';

const hex = (text: string): Buffer => Buffer.from(text.replaceAll(/\s/g, ''), 'hex');
const bytes = (maxLength: number) => fc.uint8Array({ maxLength });
const key = fc.uint8Array({ minLength: 32, maxLength: 32 });

describe('AES-256-GCM', () => {
  it('opens a text whose tag was made by another implementation', () => {
    // Made with Python's cryptography 48 (OpenSSL): AESGCM(key).encrypt(nonce, b"keyrail", b"\x01" + b"place").
    const sealed = Buffer.concat([
      hex('01'),
      hex('000102030405060708090a0b'),
      hex('73e490027c60b522549e18b33d2a1361dd497bc33cb604'),
    ]);
    expect(open(Buffer.alloc(32, 7), sealed, Buffer.from('place'))?.toString()).toBe('keyrail');
  });

  it('gives back what was sealed, and never seals twice alike', () => {
    fc.assert(
      fc.property(key, bytes(300), bytes(60), (k, plaintext, associated) => {
        const sealed = seal(k, plaintext, associated);
        expect(sealed.length).toBe(plaintext.length + AEAD_OVERHEAD_BYTES);
        expect(open(k, sealed, associated)).toEqual(Buffer.from(plaintext));
        expect(seal(k, plaintext, associated).equals(sealed)).toBe(false);
      }),
    );
  });

  it('opens nothing with another key or other associated data', () => {
    fc.assert(
      fc.property(key, key, bytes(40), bytes(40), (k, other, associated, otherAssociated) => {
        fc.pre(!Buffer.from(k).equals(other) && !Buffer.from(associated).equals(otherAssociated));
        const sealed = seal(k, Buffer.from('text'), associated);
        expect(open(other, sealed, associated)).toBe(null);
        expect(open(k, sealed, otherAssociated)).toBe(null);
      }),
    );
  });

  it('opens nothing with any bit changed, cut off or added', () => {
    const k = Buffer.alloc(32, 3);
    const associated = Buffer.from('place');
    const sealed = seal(k, Buffer.from('a value'), associated);
    for (let at = 0; at < sealed.length * 8; at += 1) {
      const bad = Buffer.from(sealed);
      bad[at >> 3] = (bad[at >> 3] ?? 0) ^ (1 << (at & 7));
      expect(open(k, bad, associated), `bit ${at}`).toBe(null);
    }
    for (let length = 0; length < sealed.length; length += 1) {
      expect(open(k, sealed.subarray(0, length), associated), `length ${length}`).toBe(null);
    }
    expect(open(k, Buffer.concat([sealed, Buffer.alloc(1)]), associated)).toBe(null);
  });

  it('takes keys of 32 bytes only', () => {
    expect(() => seal(Buffer.alloc(16), Buffer.alloc(1), Buffer.alloc(0))).toThrow(RangeError);
    expect(() => open(Buffer.alloc(31), Buffer.alloc(40), Buffer.alloc(0))).toThrow(RangeError);
  });
});
