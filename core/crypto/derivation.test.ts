import { argon2Sync } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { canonicalJson, type Json } from './canonical-json.ts';
import { derivePurposeKey, hkdf, PURPOSES } from './hkdf.ts';
import { mac, sameMac } from './mac.ts';
import { type KdfPolicy, kdfAllowed, keyFromPassphrase, STANDARD_KDF, weakPassphraseReason } from './passphrase.ts';

const hex = (text: string): Buffer => Buffer.from(text, 'hex');

describe('HKDF and HMAC', () => {
  it('agree with RFC 5869, test case 1', () => {
    const key = hkdf(Buffer.alloc(22, 0x0b), hex('000102030405060708090a0b0c'), hex('f0f1f2f3f4f5f6f7f8f9'), 42);
    expect(key.toString('hex')).toBe(
      '3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf34007208d5b887185865',
    );
  });

  it('agree with RFC 4231, test case 2', () => {
    const code = mac(Buffer.from('Jefe'), Buffer.from('what do ya want for nothing?'));
    expect(code.toString('hex')).toBe('5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843');
    expect(sameMac(code, code)).toBe(true);
    expect(sameMac(code, code.subarray(1))).toBe(false);
  });

  it('make one key for each purpose and vault', () => {
    const key = Buffer.alloc(32, 1);
    const keys = ['vault-a', 'vault-b'].flatMap((vault) =>
      PURPOSES.map((purpose) => derivePurposeKey(key, vault, purpose).toString('hex')),
    );
    expect(new Set(keys).size).toBe(2 * PURPOSES.length);
    expect(derivePurposeKey(key, 'vault-a', 'values')).toEqual(hkdf(key, Buffer.from('vault-a'), 'keyrail/v1/values'));
  });
});

describe('Argon2id', () => {
  const cheap = { memoryKiB: 32, passes: 3, parallelism: 4 };
  const anything: KdfPolicy = { fresh: cheap, minimum: { memoryKiB: 8, passes: 1, parallelism: 1 }, maximum: cheap };

  it('agrees with another implementation, itself checked with RFC 9106, 5.3', () => {
    // The vector has associated data, which our package cannot take, so Node's implementation stands between.
    const vector = argon2Sync('argon2id', {
      message: Buffer.alloc(32, 1),
      nonce: Buffer.alloc(16, 2),
      secret: Buffer.alloc(8, 3),
      associatedData: Buffer.alloc(12, 4),
      parallelism: 4,
      tagLength: 32,
      memory: 32,
      passes: 3,
    });
    expect(vector.toString('hex')).toBe('0d640df58d78766c08c037a34a8b53c9d01ef0452d75b65eb52520e96b01e659');
    const theirs = argon2Sync('argon2id', {
      message: Buffer.from('correct horse'),
      nonce: Buffer.alloc(16, 5),
      parallelism: 4,
      tagLength: 32,
      memory: 32,
      passes: 3,
    });
    return expect(keyFromPassphrase('correct horse', Buffer.alloc(16, 5), cheap, anything)).resolves.toEqual(theirs);
  });

  it('is taken between 64 MiB with 3 passes and 2 GiB with 20, and nowhere else', async () => {
    const fresh = STANDARD_KDF.fresh;
    expect(kdfAllowed(STANDARD_KDF, fresh)).toBe(true);
    for (const outside of [
      { ...fresh, memoryKiB: 64 * 1024 - 1 },
      { ...fresh, passes: 2 },
      { ...fresh, parallelism: 0 },
      { ...fresh, memoryKiB: 2 * 1024 * 1024 + 1 },
      { ...fresh, passes: 21 },
      { ...fresh, memoryKiB: Number.NaN },
      { ...fresh, passes: 3.5 },
    ]) {
      expect(kdfAllowed(STANDARD_KDF, outside), JSON.stringify(outside)).toBe(false);
      await expect(keyFromPassphrase('x', Buffer.alloc(16), outside, STANDARD_KDF)).rejects.toThrow(RangeError);
    }
  });

  it('judges new passphrases by their characters, not their bytes', () => {
    expect(weakPassphraseReason('1234567')).toMatch(/at least 8/);
    expect(weakPassphraseReason('äöüß')).toMatch(/at least 8/);
    expect(weakPassphraseReason('aaaaaaaaaaaa')).toMatch(/different characters/);
    expect(weakPassphraseReason('korrekt pferd')).toBe(null);
  });
});

describe('canonical JSON', () => {
  it('has one spelling for one value, in whatever order its members come', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.oneof(fc.string(), fc.integer(), fc.boolean())), (members) => {
        const backwards = Object.fromEntries(Object.entries(members).toReversed());
        expect(canonicalJson(backwards)).toEqual(canonicalJson(members));
        expect(JSON.parse(canonicalJson(members).toString())).toEqual({ ...members });
      }),
    );
    const nested: Json = { b: [1, { z: null, a: true }], a: 'é', gone: undefined };
    expect(canonicalJson(nested).toString()).toBe('{"a":"é","b":[1,{"a":true,"z":null}]}');
    expect(() => canonicalJson(1.5)).toThrow(TypeError);
  });
});
