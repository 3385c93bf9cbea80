import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Database } from 'better-sqlite3';
import { failure, type Result, success } from '#shared/contract/result.ts';
import type { SlotKind } from '#shared/domain/vault.ts';
import { writeBackup } from '../database/backup.ts';
import { latestVersion, type Migration, migrate, schemaVersion } from '../database/migrations.ts';
import { openDatabase } from '../database/open-database.ts';
import { hasOurSchema } from '../database/schema.ts';
import { backUpBeforeFirstStart, isFirstStartOf, noteFirstVersion } from './first-start.ts';
import { spellBackupHeader, type VaultHeader } from './header.ts';
import { backupsPath, databasePath } from './paths.ts';
import { VaultSession } from './session.ts';
import type { VaultKeys } from './vault-keys.ts';
import { withVaultLock } from './vault-lock.ts';
import { LOCK_WAIT_MS, type VaultPlace } from './vault-place.ts';

/**
 * Opens the header's database and brings its schema up to date, with a backup before each step, and before the first start of
 * a newer Keyrail.
 * @param keys taken over by the session; the caller wipes them where there is none
 * @throws SqliteError, see core/database/storage-errors.ts
 */
export async function openSession(
  place: VaultPlace,
  header: VaultHeader,
  keys: VaultKeys,
  unlockedBy: SlotKind,
): Promise<Result<VaultSession, 'vault-newer' | 'vault-busy' | 'vault-damaged'>> {
  const { home, migrations } = place;
  const { db, isCopy } = await openedOrCopied(databasePath(home, header.database), keys.for('database'));
  try {
    const found = schemaVersion(db);
    if (found > latestVersion(migrations)) {
      db.close();
      return failure(
        'vault-newer',
        'This vault is from a newer Keyrail. Update Keyrail to open it; nothing was changed.',
      );
    }
    if (found === 0) {
      db.close();
      return failure('vault-damaged', "The vault's database lost its content. Restore a backup; nothing was changed.");
    }
    if (!hasOurSchema(db, migrations)) {
      db.close();
      return failure(
        'vault-damaged',
        "The vault's database has tables or triggers in it that Keyrail never made. Nothing of it was used. Restore a backup that you made yourself.",
      );
    }
    const { version } = place;
    if (version !== null && !isCopy) noteFirstVersion(version, db);
    if (version !== null && !isCopy && isFirstStartOf(version, db)) {
      // Where another process is at it, or changes the header, this one goes on: the backup is that one's, or the next start's.
      await withVaultLock(home, LOCK_WAIT_MS, () =>
        backUpBeforeFirstStart({ home, version, db }, (path) => writeBackupTo(path, place, header, keys, db)),
      );
    }
    if (found < latestVersion(migrations)) {
      const change = async (): Promise<true> => {
        // A copy needs no backup: what it is of stays as it is.
        await migrate(db, migrations, (step) =>
          isCopy ? Promise.resolve() : backUpBefore(step, place, header, keys, db),
        );
        return true;
      };
      const done = isCopy ? await change() : await withVaultLock(home, LOCK_WAIT_MS, change);
      if (done === null) {
        db.close();
        return failure('vault-busy', 'Another Keyrail process is changing this vault. Try again in a moment.');
      }
    }
    if (isCopy) (await import('../database/read-only-copy.ts')).refuseChanges(db);
    return success(new VaultSession({ home, unlockedBy, databaseName: header.database, keys, db }));
  } catch (error) {
    db.close();
    throw error;
  }
}

/** Where the vault's place cannot be written to, it is read from a copy. */
async function openedOrCopied(path: string, key: Uint8Array): Promise<{ db: Database; isCopy: boolean }> {
  try {
    return { db: openDatabase(path, key, { create: false }), isCopy: false };
  } catch (error) {
    // Loaded where it is needed only.
    const { cannotWriteThere, openCopyElsewhere } = await import('../database/read-only-copy.ts');
    if (!cannotWriteThere(error) || !existsSync(path)) throw error;
    try {
      return { db: openCopyElsewhere(path, key), isCopy: true };
    } catch {
      // What is wrong with the place says more than what was wrong with the way around it.
      throw error;
    }
  }
}

async function backUpBefore(
  migration: Migration,
  place: VaultPlace,
  header: VaultHeader,
  keys: VaultKeys,
  db: Database,
): Promise<void> {
  const number = String(migration.version).padStart(4, '0');
  const day = new Date(place.now()).toISOString().slice(0, 10);
  const name = `before-${number}-${migration.name}-${day}.keyrail-backup`;
  await writeBackupTo(join(backupsPath(place.home), name), place, header, keys, db);
}

async function writeBackupTo(
  path: string,
  { home }: VaultPlace,
  header: VaultHeader,
  keys: VaultKeys,
  db: Database,
): Promise<void> {
  await writeBackup({
    path,
    header: spellBackupHeader(header, keys),
    db,
    databaseKey: keys.for('database'),
    workDirectory: home,
  });
}
