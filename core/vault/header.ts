import { existsSync, promises as files, readFileSync } from 'node:fs';
import { type Failed, failure, type Result, success } from '#shared/contract/result.ts';
import { canonicalJson } from '../crypto/canonical-json.ts';
import { mac, sameMac } from '../crypto/mac.ts';
import { writeFileAtomically } from '../database/atomic-file.ts';
import { errorCode, storageFailure } from '../database/storage-errors.ts';
import { HEADER_VERSION, isVaultHeader, statedVersion, type VaultHeader } from './header-shape.ts';
import { headerCopyPath, headerPath, newHeaderPath } from './paths.ts';
import { hasDatabase, isSettingAside } from './set-aside.ts';
import type { VaultKeys } from './vault-keys.ts';

/**
 * The vault's header, `vault.json`: key slots, each wrapping the vault key, the database's name, and a MAC over all of it
 * (HMAC-SHA-256 of the canonical JSON without `mac`, under the header key). Nothing in it is secret by itself.
 */
export { HEADER_VERSION, type HeaderSlot, MAX_FORMER_KEYS, type VaultHeader } from './header-shape.ts';

/** A header has a few slots of some hundred bytes; more is not a header. */
const MAX_HEADER_BYTES = 64 * 1024;

export type HeaderFailure = 'vault-missing' | 'vault-damaged' | 'vault-newer';

/** Reads the header. Its MAC is checked after unlock, by {@link headerIsAuthentic}. */
export async function readHeader(home: string): Promise<Result<VaultHeader, HeaderFailure>> {
  let bytes: Buffer;
  try {
    // Not by a promise: starting Node's threads for one small file is 2 ms of each `keyrail get`.
    bytes = readFileSync(headerPath(home));
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
  if (await isSettingAside(home)) return true;
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
  if ((statedVersion(json) ?? 0) > HEADER_VERSION) {
    return failure(
      'vault-newer',
      'This vault is from a newer Keyrail. Update Keyrail to open it; nothing was changed.',
    );
  }
  return isVaultHeader(json) ? success(json) : damagedHeader('its content is not a header');
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
    const found = await files.readFile(headerPath(home), 'utf8').catch(() => null);
    if (found !== text) throw error;
  }
  try {
    await writeFileAtomically(headerCopyPath(home), text);
  } catch (error) {
    if (storageFailure(error) === null) throw error;
    await files.rm(headerCopyPath(home), { force: true }).catch(() => undefined);
  }
}

export function spellHeader(signed: VaultHeader): string {
  return `${JSON.stringify(signed, null, 2)}\n`;
}
function headerBytes(unsigned: Omit<VaultHeader, 'mac'>): Buffer {
  return canonicalJson(unsigned);
}

/** The header that goes into a backup: what is left to do here is nothing that whoever restores it should do. */
export function spellBackupHeader(header: VaultHeader, keys: VaultKeys): string {
  const { rekey: _, afterRekey: __, ...rest } = withoutMac(header);
  return spellHeader(signHeader(rest, keys));
}

export function withoutMac<T extends { mac: string }>({ mac: _, ...rest }: T): Omit<T, 'mac'> {
  return rest;
}
