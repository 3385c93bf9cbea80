import type { SlotId, VaultId } from '#shared/domain/ids.ts';
import type { Instant } from '#shared/domain/instant.ts';
import { ID_FORM, LAST_INSTANT } from '#shared/domain/limits.ts';
import { AEAD_KEY_BYTES, AEAD_OVERHEAD_BYTES } from '../crypto/aead.ts';
import { MAC_BYTES } from '../crypto/mac.ts';
import { KDF_SALT_BYTES, type KdfParameters } from '../crypto/passphrase.ts';
import { SEALED_TO_OVERHEAD_BYTES, X25519_KEY_BYTES } from '../crypto/sealed-to.ts';
import { DATABASE_NAME } from './paths.ts';

/**
 * What the JSON of `vault.json` has to be: these fields, each in one spelling, and no others. Checked by hand, since a
 * schema costs each `keyrail get` a sixth of its time; the test holds it against one.
 */
export const HEADER_VERSION = 1;
const MAX_SLOTS = 16;
/** More rotations than backups that are kept; older ones are deleted by then. */
export const MAX_FORMER_KEYS = 16;
const MAX_SEALED_CODE_LENGTH = 200;

type SlotBase = {
  readonly id: SlotId;
  readonly createdAt: Instant;
  /**
   * X25519, its private key derived from what opens the slot: a new vault key is sealed to it without asking for that. Slots of the
   * first days have none; their vault key is sealed under the slot's key itself.
   */
  readonly publicKey?: string;
  /** The vault key, sealed; in base64, as all bytes are here. */
  readonly wrapped: string;
};
type Argon2id = KdfParameters & { readonly salt: string };

export type HeaderSlot =
  | (SlotBase & { readonly kind: 'keychain' })
  | (SlotBase & { readonly kind: 'keychain+passphrase'; readonly argon2id: Argon2id })
  | (SlotBase & { readonly kind: 'passphrase'; readonly argon2id: Argon2id })
  | (SlotBase & { readonly kind: 'recovery'; readonly salt: string });

export type VaultHeader = {
  readonly format: 'keyrail-vault';
  readonly version: typeof HEADER_VERSION;
  readonly vaultId: VaultId;
  readonly createdAt: Instant;
  readonly database: string;
  readonly slots: readonly HeaderSlot[];
  /** A rotation of the vault key under way: what the header becomes when its database is ready. */
  readonly rekey?:
    | {
        /** The new vault key, sealed under the old one's header key. */
        readonly newKey: string;
        readonly slots: readonly HeaderSlot[];
        readonly database: string;
        /** A new recovery code, sealed, where there is one; see rekey.ts. */
        readonly recoveryCode?: string;
      }
    | undefined;
  /** What a rotation leaves to do: delete the old database, hand over the new code (sealed under the header key). */
  readonly afterRekey?:
    | {
        readonly oldDatabase: string;
        /** The newest key in the keychain's entry is the one in use. */
        readonly freshKeychainKey?: true;
        readonly recoveryCode?: string;
      }
    | undefined;
  /**
   * Vault keys of before that daily backups are still under, sealed under the header key: when a way to open the vault is taken
   * away, it is taken away from them too. Newest first.
   */
  readonly formerKeys?: readonly string[] | undefined;
  readonly mac: string;
};

type Check = (value: unknown) => boolean;
type Fields = Readonly<Record<string, Check>>;

const exactly =
  (expected: string | number | boolean): Check =>
  (value) =>
    value === expected;
const wholeNumber =
  (least: number, most: number): Check =>
  (value) =>
    Number.isSafeInteger(value) && Number(value) >= least && Number(value) <= most;
const matching =
  (form: RegExp): Check =>
  (value) =>
    typeof value === 'string' && form.test(value);
/** Strict: one spelling for the same bytes. */
const base64Of =
  (...lengthsBytes: readonly number[]): Check =>
  (value) => {
    if (typeof value !== 'string') return false;
    const bytes = Buffer.from(value, 'base64');
    return lengthsBytes.includes(bytes.length) && bytes.toString('base64') === value;
  };
/** An object with these fields and no others, of which the optional ones may be absent. */
const fields =
  (required: Fields, optional: Fields = {}): Check =>
  (value) => {
    if (!isObject(value)) return false;
    const names = Object.keys(value);
    return (
      Object.keys(required).every((name) => Object.hasOwn(value, name)) &&
      names.every((name) => {
        const check = Object.hasOwn(required, name)
          ? required[name]
          : Object.hasOwn(optional, name)
            ? optional[name]
            : undefined;
        return check?.(value[name]) === true;
      })
    );
  };

const id = matching(ID_FORM);
const instant = wholeNumber(0, LAST_INSTANT);
const sealedKey = base64Of(AEAD_KEY_BYTES + AEAD_OVERHEAD_BYTES);
const wrappedKey = base64Of(AEAD_KEY_BYTES + AEAD_OVERHEAD_BYTES, AEAD_KEY_BYTES + SEALED_TO_OVERHEAD_BYTES);
const salt = base64Of(KDF_SALT_BYTES);
const count = wholeNumber(1, Number.MAX_SAFE_INTEGER);
const databaseName = matching(DATABASE_NAME);
const sealedCode: Check = (value) => typeof value === 'string' && value.length <= MAX_SEALED_CODE_LENGTH;

const argon2id = fields({ salt, memoryKiB: count, passes: count, parallelism: count });
const slotOf = (kind: HeaderSlot['kind'], more: Fields): Check =>
  fields(
    { id, createdAt: instant, wrapped: wrappedKey, kind: exactly(kind), ...more },
    { publicKey: base64Of(X25519_KEY_BYTES) },
  );
const SLOT_KINDS = [
  slotOf('keychain', {}),
  slotOf('keychain+passphrase', { argon2id }),
  slotOf('passphrase', { argon2id }),
  slotOf('recovery', { salt }),
];
const slots: Check = (value) =>
  Array.isArray(value) &&
  value.length >= 1 &&
  value.length <= MAX_SLOTS &&
  value.every((slot) => SLOT_KINDS.some((is) => is(slot)));

const header = fields(
  {
    format: exactly('keyrail-vault'),
    version: exactly(HEADER_VERSION),
    vaultId: id,
    createdAt: instant,
    database: databaseName,
    slots,
    mac: base64Of(MAC_BYTES),
  },
  {
    rekey: fields({ newKey: sealedKey, slots, database: databaseName }, { recoveryCode: sealedCode }),
    afterRekey: fields({ oldDatabase: databaseName }, { freshKeychainKey: exactly(true), recoveryCode: sealedCode }),
    formerKeys: (value) => Array.isArray(value) && value.length <= MAX_FORMER_KEYS && value.every(sealedKey),
  },
);

/** @param json as `JSON.parse` gives it */
export function isVaultHeader(json: unknown): json is VaultHeader {
  return header(json);
}

/** The version that JSON states which calls itself a vault's header; null for what does not. */
export function statedVersion(json: unknown): number | null {
  if (!isObject(json) || json['format'] !== 'keyrail-vault') return null;
  const { version } = json;
  return Number.isSafeInteger(version) ? Number(version) : null;
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
