import fc from 'fast-check';
import { expect, it } from 'vitest';
import { fingerprint } from './fingerprint.ts';
import { openValue, SEALED_VALUE_OVERHEAD_BYTES, sealValue } from './sealed-value.ts';

const key = Buffer.alloc(32, 9);
const place = { vaultId: 'vault', keyId: 'key', versionId: 'version' };

it('gives back every value, also an empty, binary or very long one', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 2000 }), (value) => {
      const sealed = sealValue(key, place, value);
      expect(sealed.length).toBe(value.length + SEALED_VALUE_OVERHEAD_BYTES);
      expect(openValue(key, place, sealed)).toEqual(Buffer.from(value));
    }),
  );
  const long = Buffer.alloc(1024 * 1024, 'x');
  expect(openValue(key, place, sealValue(key, place, long))?.equals(long)).toBe(true);
});

it('opens in its own place only, even where ids would join to the same text', () => {
  const sealed = sealValue(key, place, Buffer.from('value'));
  for (const other of [
    { ...place, vaultId: 'vault2' },
    { ...place, keyId: 'key2' },
    { ...place, versionId: 'version2' },
    { vaultId: 'vaultk', keyId: 'ey', versionId: 'version' },
    { vaultId: 'vault', keyId: 'keyv', versionId: 'ersion' },
  ]) {
    expect(openValue(key, other, sealed)).toBe(null);
  }
  expect(openValue(Buffer.alloc(32, 8), place, sealed)).toBe(null);
});

it('does not open with any byte changed or at any other length', () => {
  const sealed = sealValue(key, place, Buffer.from('a made-up value'));
  for (let at = 0; at < sealed.length; at += 1) {
    for (const flip of [1, 0x80, 0xff]) {
      const bad = Buffer.from(sealed);
      bad[at] = (bad[at] ?? 0) ^ flip;
      expect(openValue(key, place, bad), `byte ${at}`).toBe(null);
    }
    expect(openValue(key, place, sealed.subarray(0, at)), `length ${at}`).toBe(null);
  }
});

it('finds equal values by a fingerprint that depends on the key', () => {
  const value = Buffer.from('same');
  expect(fingerprint(key, value)).toEqual(fingerprint(key, Buffer.from('same')));
  expect(fingerprint(key, value).equals(fingerprint(key, Buffer.from('other')))).toBe(false);
  expect(fingerprint(key, value).equals(fingerprint(Buffer.alloc(32, 8), value))).toBe(false);
});
