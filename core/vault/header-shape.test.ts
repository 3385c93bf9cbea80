import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { slotId, vaultId } from '#shared/domain/ids.ts';
import { instant } from '#shared/domain/instant.ts';
import { isVaultHeader, statedVersion } from './header-shape.ts';

/** The same said as a schema, which is too slow to load for `get`. */
const base64Of = (...lengths: readonly number[]) =>
  z.string().refine((text) => {
    const bytes = Buffer.from(text, 'base64');
    return lengths.includes(bytes.length) && bytes.toString('base64') === text;
  });
const count = z.number().int().positive();
const slotBase = {
  id: slotId,
  createdAt: instant,
  publicKey: base64Of(32).optional(),
  wrapped: base64Of(61, 93),
};
const argon2id = z.strictObject({ salt: base64Of(16), memoryKiB: count, passes: count, parallelism: count });
const slots = z
  .array(
    z.discriminatedUnion('kind', [
      z.strictObject({ ...slotBase, kind: z.literal('keychain') }),
      z.strictObject({ ...slotBase, kind: z.literal('keychain+passphrase'), argon2id }),
      z.strictObject({ ...slotBase, kind: z.literal('passphrase'), argon2id }),
      z.strictObject({ ...slotBase, kind: z.literal('recovery'), salt: base64Of(16) }),
    ]),
  )
  .min(1)
  .max(16);
const database = z.string().regex(/^vault-([1-9]\d{0,8})\.db$/);
const recoveryCode = z.string().max(200);
const schema = z.strictObject({
  format: z.literal('keyrail-vault'),
  version: z.literal(1),
  vaultId,
  createdAt: instant,
  database,
  slots,
  rekey: z.strictObject({ newKey: base64Of(61), slots, database, recoveryCode: recoveryCode.optional() }).optional(),
  afterRekey: z.strictObject({ oldDatabase: database, recoveryCode: recoveryCode.optional() }).optional(),
  formerKeys: z.array(base64Of(61)).max(16).optional(),
  mac: base64Of(32),
});

const bytes = (length: number) => Buffer.alloc(length, 7).toString('base64');
const ID = '0f8fad5b-d9cb-469f-a165-70867728950e';
const slot = (more: object) => ({ id: ID, createdAt: 1, wrapped: bytes(61), ...more });
const kdf = { salt: bytes(16), memoryKiB: 65_536, passes: 3, parallelism: 4 };
const whole = () => ({
  format: 'keyrail-vault',
  version: 1,
  vaultId: ID,
  createdAt: 1_800_000_000_000,
  database: 'vault-12.db',
  slots: [
    slot({ kind: 'keychain' }),
    slot({ kind: 'passphrase', argon2id: kdf }),
    slot({ kind: 'keychain+passphrase', argon2id: kdf }),
    slot({ kind: 'recovery', salt: bytes(16), publicKey: bytes(32), wrapped: bytes(93) }),
  ],
  rekey: {
    newKey: bytes(61),
    slots: [slot({ kind: 'keychain' })],
    database: 'vault-13.db',
    recoveryCode: 'c'.repeat(200),
  },
  afterRekey: { oldDatabase: 'vault-11.db', recoveryCode: '' },
  formerKeys: [bytes(61), bytes(61)],
  mac: bytes(32),
});

/** Every object and array inside, the outermost first. */
function inside(value: unknown): Record<string, unknown>[] {
  if (typeof value !== 'object' || value === null) return [];
  return [value as Record<string, unknown>, ...Object.values(value).flatMap(inside)];
}

const odd = fc.oneof(
  fc.constantFrom<unknown>(
    ...[null, true, 0, -1, 1, 2, 1.5, 1e300, 253_402_300_799_999, 253_402_300_800_000, Number.MAX_SAFE_INTEGER + 1],
    ...['', 'keychain', 'recovery', 'passphrase', 'vault-0.db', '../vault-1.db', 'vault-1.db\n', 'c'.repeat(201)],
    ...[
      ID,
      ID.toUpperCase(),
      bytes(16),
      bytes(32),
      bytes(61),
      `${bytes(61)}\n`,
      bytes(61).replace(/=+$/, ''),
      bytes(60),
      bytes(93),
    ],
    ...[[], {}, kdf, slot({ kind: 'keychain' }), [slot({ kind: 'recovery', salt: bytes(16) })]],
    ...[Array.from({ length: 16 }, () => slot({ kind: 'keychain' })), Array(17).fill(slot({ kind: 'keychain' }))],
  ),
  fc.jsonValue(),
);

describe('isVaultHeader', () => {
  it('takes whole headers, and says of altered ones what a schema says', () => {
    expect(isVaultHeader(whole())).toBe(true);
    const seen = { taken: 0, refused: 0 };
    fc.assert(
      fc.property(fc.nat(), fc.nat(), fc.constantFrom('drop', 'add', 'set'), odd, (where, which, how, value) => {
        const header = structuredClone(whole());
        const objects = inside(header);
        const target = objects[where % objects.length] ?? {};
        const names = Object.keys(target);
        const name = names[which % names.length] ?? 'x';
        if (how === 'drop') delete target[name];
        if (how === 'set') target[name] = value;
        if (how === 'add')
          Object.defineProperty(target, ['x', '__proto__', 'toString'][which % 3] ?? 'x', { value, enumerable: true });
        // As it would be read: an array's hole is null, and `__proto__` is a field like any other.
        const read: unknown = JSON.parse(JSON.stringify(header));
        const taken = isVaultHeader(read);
        seen[taken ? 'taken' : 'refused'] += 1;
        return taken === schema.safeParse(read).success;
      }),
      { numRuns: 3000 },
    );
    expect(Math.min(seen.taken, seen.refused)).toBeGreaterThan(50);
  });

  it('takes nothing that is no object', () => {
    for (const json of [null, 1, 'keyrail-vault', [], [whole()]]) expect(isVaultHeader(json)).toBe(false);
  });
});

describe('statedVersion', () => {
  it('is what a header of any version says of itself', () => {
    expect(statedVersion({ ...whole(), version: 7, something: 'new' })).toBe(7);
    for (const json of [null, [], { version: 2 }, { ...whole(), version: '2' }, { ...whole(), format: 'other' }]) {
      expect(statedVersion(json)).toBeNull();
    }
  });
});
