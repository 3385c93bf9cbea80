import { join } from 'node:path';
import { readBackup, replaceBackupHeader } from '../database/backup.ts';
import { headerIsAuthentic, parseHeader, signHeader, spellHeader, type VaultHeader } from './header.ts';
import { backupsPath } from './paths.ts';
import { openNewKey } from './rekey-secrets.ts';
import { namesIn } from './set-aside.ts';
import { rewrapSlot } from './slots.ts';
import { VaultKeys } from './vault-keys.ts';
import type { VaultPlace } from './vault-place.ts';

/**
 * Gives the backups in the vault's own folder the ways to open that the vault has now: each holds the header of its day, and with
 * it a way that was taken away since. Their databases stay under the key of their day.
 * @param header authentic, under `keys`
 * @returns the former vault keys that a backup is still under, sealed as in the header
 * @throws errors of the file system; then some are renewed, and calling again does the rest
 */
export async function renewBackupHeaders(
  { home }: Pick<VaultPlace, 'home'>,
  header: VaultHeader,
  keys: VaultKeys,
): Promise<readonly string[]> {
  const names = (await namesIn(backupsPath(home))).filter((name) => name.endsWith('.keyrail-backup'));
  const used = new Set<string>();
  for (const sealed of header.formerKeys ?? []) {
    const former = new VaultKeys(header.vaultId, openNewKey(sealed, keys));
    try {
      for (const name of names) {
        if (await renew(join(backupsPath(home), name), header, former)) used.add(sealed);
      }
    } finally {
      former.wipe();
    }
  }
  return (header.formerKeys ?? []).filter((sealed) => used.has(sealed));
}

/** @returns whether the backup is under these keys */
async function renew(path: string, header: VaultHeader, former: VaultKeys): Promise<boolean> {
  // One that is damaged or of another kind is left as it is.
  const backup = await readBackup(path).catch(() => null);
  const found = backup === null ? null : parseHeader(backup.header);
  if (found?.ok !== true || !headerIsAuthentic(found.value, former)) return false;
  const context = { vaultId: header.vaultId, vaultKey: former.vaultKey, nowMs: header.createdAt };
  const slots = header.slots.flatMap((slot) => rewrapSlot(context, slot) ?? []);
  const { mac: _, rekey: __, afterRekey: ___, formerKeys: ____, ...rest } = found.value;
  await replaceBackupHeader(path, spellHeader(signHeader({ ...rest, slots }, former)));
  return true;
}
