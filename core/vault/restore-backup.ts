import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { failure, type Result, success } from '#shared/contract/result.ts';
import { flushDirectory, makePrivateDirectory, writeFileAtomically } from '../database/atomic-file.ts';
import { type BackupContent, readBackup } from '../database/backup.ts';
import { errorCode, type StorageCode, storageFailure, withStorageFailures } from '../database/storage-errors.ts';
import { parseHeader, readHeader, spellHeader, type VaultHeader, writeHeader } from './header.ts';
import { databasePath, headerPath, setAsidePath } from './paths.ts';
import { finishSettingAside, setVaultAside } from './set-aside.ts';
import { withVaultLock } from './vault-lock.ts';
import { LOCK_WAIT_MS } from './vault-place.ts';

export type RestoreCode = 'vault-exists' | 'backup-invalid' | 'file-unreadable' | 'vault-newer' | StorageCode;

/**
 * Puts a backup in the place of no vault or of a damaged one. What is there of a vault is set aside whole, so that nothing
 * that the backup names can reach it. It opens with the slots that the vault had when the backup was made; on another machine that
 * is a passphrase or the recovery code.
 * @param request.replace `damaged`: only a vault whose damage shows without a key; `any`: whatever is there, once a person said so
 *   or the database turned out to be damaged when it was opened
 * @returns the folder with what was there before, or null
 */
export async function restoreBackup(
  { home, now }: { home: string; now: () => number },
  file: string,
  request: { replace: 'damaged' | 'any' },
): Promise<Result<{ setAside: string | null }, RestoreCode>> {
  let backup: BackupContent | null;
  try {
    backup = await readBackup(file);
  } catch (error) {
    if (errorCode(error) === null) throw error;
    return failure('file-unreadable', 'The backup file cannot be read. Check that it is there and belongs to you.');
  }
  if (backup === null) {
    return failure(
      'backup-invalid',
      'This is not a whole Keyrail backup: it is damaged, cut off or another kind of file.',
    );
  }
  const header = parseHeader(backup.header);
  if (!header.ok) {
    return header.error.code === 'vault-newer'
      ? failure('vault-newer', header.error.message)
      : failure('backup-invalid', 'The header in this backup is damaged. Choose another backup.');
  }
  if (header.value.rekey !== undefined || header.value.afterRekey !== undefined) {
    // It names files to delete and asks for keychain entries to be changed; no backup of ours says such things.
    return failure(
      'backup-invalid',
      'This backup has unfinished work in its header, which no backup has. Choose another.',
    );
  }
  const { extractDatabase } = backup;
  return withStorageFailures(async (): Promise<Result<{ setAside: string | null }, RestoreCode>> => {
    await makePrivateDirectory(home);
    const restored = await withVaultLock(
      home,
      LOCK_WAIT_MS,
      async (): Promise<Result<{ setAside: string | null }, RestoreCode>> => {
        if (request.replace === 'damaged' && (await looksWhole(home))) {
          return failure('vault-exists', 'There is a vault here already; a backup does not replace it.');
        }
        // Everything that needs room comes before the vault that is there is touched.
        const staged = stagedFiles(home);
        try {
          await extractDatabase(staged.database);
          await writeFileAtomically(staged.header, spellHeader(header.value));
          return await putInPlace(home, staged, header.value, now());
        } finally {
          for (const path of Object.values(staged)) await rm(path, { force: true });
        }
      },
    );
    return restored ?? failure('vault-busy', 'Another Keyrail process is changing this vault. Try again in a moment.');
  });
}

type Staged = { readonly database: string; readonly header: string };

/** Names that are no vault's, and cleared away where a restore was killed (leftovers.ts). */
function stagedFiles(home: string): Staged {
  const name = (): string => join(home, `.backup-${randomBytes(6).toString('hex')}.tmp`);
  return { database: name(), header: name() };
}

async function putInPlace(
  home: string,
  staged: Staged,
  header: VaultHeader,
  nowMs: number,
): Promise<Result<{ setAside: string | null }, RestoreCode>> {
  try {
    await setVaultAside(home, nowMs);
    await rename(staged.database, databasePath(home, header.database));
    await rename(staged.header, headerPath(home));
    await flushDirectory(home);
  } catch (error) {
    const known = storageFailure(error);
    if (known === null) throw error;
    return failure(
      known.error.code,
      'The restore could not be finished; restore the backup again. What was there before is in the folder set-aside, and nothing of it was deleted.',
    );
  }
  // The restored vault is in force from here on; what fails now is only how it looks.
  await writeHeader(home, header).catch(() => undefined);
  return success({ setAside: await finishSettingAside(home, nowMs).catch(() => setAsidePath(home)) });
}

/** Whether there is a vault that shows no damage to someone without its key. One from a newer Keyrail is not ours to judge. */
async function looksWhole(home: string): Promise<boolean> {
  const header = await readHeader(home);
  if (!header.ok) return header.error.code === 'vault-newer';
  const database = databasePath(home, header.value.database);
  return existsSync(database) && (await stat(database)).size > 0;
}
