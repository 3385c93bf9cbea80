import { existsSync } from 'node:fs';
import { readFile, rm } from 'node:fs/promises';
import { z } from 'zod';
import { type Failed, failure, type Result, success } from '#shared/contract/result.ts';
import { slotId, vaultId } from '#shared/domain/ids.ts';
import { instant } from '#shared/domain/instant.ts';
import { AEAD_KEY_BYTES, AEAD_OVERHEAD_BYTES } from '../crypto/aead.ts';
import { canonicalJson } from '../crypto/canonical-json.ts';
import { MAC_BYTES, mac, sameMac } from '../crypto/mac.ts';
import { KDF_SALT_BYTES } from '../crypto/passphrase.ts';
import { SEALED_TO_OVERHEAD_BYTES, X25519_KEY_BYTES } from '../crypto/sealed-to.ts';
import { writeFileAtomically } from '../database/atomic-file.ts';
import { errorCode, storageFailure } from '../database/storage-errors.ts';
import { DATABASE_NAME, headerCopyPath, headerPath, newHeaderPath } from './paths.ts';
import { hasDatabase } from './set-aside.ts';
import type { VaultKeys } from './vault-keys.ts';

/**
 * The vault's header, `vault.json`: key slots, each wrapping the vault key, the database's name, and a MAC over all of it
 * (HMAC-SHA-256 of the canonical JSON without `mac`, under the header key). Nothing in it is secret by itself.
 */
export const HEADER_VERSION = 1;
/** More rotations than backups that are kept; older ones are deleted by then. */
export const MAX_FORMER_KEYS = 16;
/** A header has a few slots of some hundred bytes; more is not a header. */
const MAX_HEADER_BYTES = 64 * 1024;

const base64Of = (...lengthsBytes: readonly number[]) =>
  z.string().refine((text) => {
    const bytes = Buffer.from(text, 'base64');
    // Strict: one spelling for the same bytes.
    return lengthsBytes.includes(bytes.length) && bytes.toString('base64') === text;
  });
const sealedKey = base64Of(AEAD_KEY_BYTES + AEAD_OVERHEAD_BYTES);
const salt = base64Of(KDF_SALT_BYTES);
const count = z.number().int().positive();
const slotBase = {
  id: slotId,
  createdAt: instant,
  /**
   * X25519, its private key derived from what opens the slot: a new vault key is sealed to it without asking for that. Slots of the
   * first days have none; their vault key is sealed under the slot's key itself.
   */
  publicKey: base64Of(X25519_KEY_BYTES).optional(),
  wrapped: base64Of(AEAD_KEY_BYTES + AEAD_OVERHEAD_BYTES, AEAD_KEY_BYTES + SEALED_TO_OVERHEAD_BYTES),
};
const argon2id = z.strictObject({ salt, memoryKiB: count, passes: count, parallelism: count });

export const headerSlot = z.discriminatedUnion('kind', [
  z.strictObject({ ...slotBase, kind: z.literal('keychain') }),
  z.strictObject({ ...slotBase, kind: z.literal('keychain+passphrase'), argon2id }),
  z.strictObject({ ...slotBase, kind: z.literal('passphrase'), argon2id }),
  z.strictObject({ ...slotBase, kind: z.literal('recovery'), salt }),
]);
export type HeaderSlot = z.output<typeof headerSlot>;

const slots = z.array(headerSlot).min(1).max(16);
const databaseName = z.string().regex(DATABASE_NAME);
/** A recovery code that nobody has seen yet, sealed; see rekey.ts. */
const sealedCode = z.string().max(200);

const header = z.strictObject({
  format: z.literal('keyrail-vault'),
  version: z.literal(HEADER_VERSION),
  vaultId,
  createdAt: instant,
  database: databaseName,
  slots,
  /** A rotation of the vault key under way: what the header becomes when its database is ready. */
  rekey: z
    .strictObject({
      /** The new vault key, sealed under the old one's header key. */
      newKey: sealedKey,
      slots,
      database: databaseName,
      /** Where there is a new one. */
      recoveryCode: sealedCode.optional(),
    })
    .optional(),
  /** What a rotation leaves to do: delete the old database, hand over the new code (sealed under the header key). */
  afterRekey: z.strictObject({ oldDatabase: databaseName, recoveryCode: sealedCode.optional() }).optional(),
  /**
   * Vault keys of before that daily backups are still under, sealed under the header key: when a way to open the vault is taken
   * away, it is taken away from them too. Newest first.
   */
  formerKeys: z.array(sealedKey).max(MAX_FORMER_KEYS).optional(),
  mac: base64Of(MAC_BYTES),
});
export type VaultHeader = z.output<typeof header>;

export type HeaderFailure = 'vault-missing' | 'vault-damaged' | 'vault-newer';

/** Reads the header. Its MAC is checked after unlock, by {@link headerIsAuthentic}. */
export async function readHeader(home: string): Promise<Result<VaultHeader, HeaderFailure>> {
  let bytes: Buffer;
  try {
    bytes = await readFile(headerPath(home));
  } catch (error) {
    if (errorCode(error) === 'ENOENT' || errorCode(error) === 'ENOTDIR') {
      if (await headerWasLost(home)) return damagedHeader('it is gone');
      return failure('vault-missing', 'There is no vault here yet. Create one, or restore a backup.');
    }
    throw error;
  }
  return parseHeader(bytes);
}

/**
 * Whether there is no header because it was lost, not because there never was a vault. Its copy is written after it, and a
 * database has its name only while a header stands beside it: that of a vault that is being made is `new-vault.json`.
 */
async function headerWasLost(home: string): Promise<boolean> {
  if (existsSync(headerCopyPath(home))) return true;
  return !existsSync(newHeaderPath(home)) && (await hasDatabase(home));
}

/** A header's bytes, from its file or from a backup. */
export function parseHeader(bytes: Uint8Array): Result<VaultHeader, Exclude<HeaderFailure, 'vault-missing'>> {
  if (bytes.length > MAX_HEADER_BYTES) return damagedHeader('it is too large');
  let json: unknown;
  try {
    json = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch {
    return damagedHeader('it is not whole');
  }
  const stated = z.object({ format: z.literal('keyrail-vault'), version: z.number().int() }).safeParse(json);
  if (stated.success && stated.data.version > HEADER_VERSION) {
    return failure(
      'vault-newer',
      'This vault is from a newer Keyrail. Update Keyrail to open it; nothing was changed.',
    );
  }
  const parsed = header.safeParse(json);
  return parsed.success ? success(parsed.data) : damagedHeader('its content is not a header');
}

export function damagedHeader(reason: string): Failed<'vault-damaged'> {
  return failure(
    'vault-damaged',
    `The vault header (vault.json) is damaged: ${reason}. \`keyrail doctor --mend\` puts its copy back; else restore a backup.`,
  );
}

/** The header with the MAC that belongs to it. */
export function signHeader(unsigned: Omit<VaultHeader, 'mac'>, keys: VaultKeys): VaultHeader {
  return { ...unsigned, mac: mac(keys.for('header'), headerBytes(unsigned)).toString('base64') };
}

/** False where anything in the header was changed by someone without the vault key. */
export function headerIsAuthentic({ mac: stated, ...unsigned }: VaultHeader, keys: VaultKeys): boolean {
  return sameMac(mac(keys.for('header'), headerBytes(unsigned)), Buffer.from(stated, 'base64'));
}

/**
 * Puts a header in place, and then its copy. The copy is of this header and not of the one before, which may hold a slot
 * that was just taken away; where it cannot be written, an old one is removed for the same reason.
 * @throws errors of the file system; then the header is the one before. Where the new one has its name although something after
 *   that failed (a flush, say), it is in force, and that is no error: whoever is told so would hold on to a way that opens nothing
 */
export async function writeHeader(home: string, signed: VaultHeader): Promise<void> {
  const text = spellHeader(signed);
  try {
    await writeFileAtomically(headerPath(home), text);
  } catch (error) {
    const found = await readFile(headerPath(home), 'utf8').catch(() => null);
    if (found !== text) throw error;
  }
  try {
    await writeFileAtomically(headerCopyPath(home), text);
  } catch (error) {
    if (storageFailure(error) === null) throw error;
    await rm(headerCopyPath(home), { force: true }).catch(() => undefined);
  }
}

export function spellHeader(signed: VaultHeader): string {
  return `${JSON.stringify(signed, null, 2)}\n`;
}
function headerBytes(unsigned: Omit<VaultHeader, 'mac'>): Buffer {
  return canonicalJson(unsigned);
}

export function withoutMac<T extends { mac: string }>({ mac: _, ...rest }: T): Omit<T, 'mac'> {
  return rest;
}
