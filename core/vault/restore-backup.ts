import { existsSync } from 'node:fs';
import { stat } from 'node:fs/promises';
import { failure, type Result, success } from '#shared/contract/result.ts';
import { makePrivateDirectory } from '../database/atomic-file.ts';
import { type BackupContent, readBackup } from '../database/backup.ts';
import { errorCode, type StorageCode, withStorageFailures } from '../database/storage-errors.ts';
import { parseHeader, readHeader, writeHeader } from './header.ts';
import { databasePath } from './paths.ts';
import { setVaultAside } from './set-aside.ts';
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
        const setAside = await setVaultAside(home, now());
        await extractDatabase(databasePath(home, header.value.database));
        await writeHeader(home, header.value);
        return success({ setAside });
      },
    );
    return restored ?? failure('vault-busy', 'Another Keyrail process is changing this vault. Try again in a moment.');
  });
}

/** Whether there is a vault that shows no damage to someone without its key. One from a newer Keyrail is not ours to judge. */
async function looksWhole(home: string): Promise<boolean> {
  const header = await readHeader(home);
  if (!header.ok) return header.error.code === 'vault-newer';
  const database = databasePath(home, header.value.database);
  return existsSync(database) && (await stat(database)).size > 0;
}
