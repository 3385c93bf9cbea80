import { existsSync } from 'node:fs';
import { readdir, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { failure, type Result, success } from '#shared/contract/result.ts';
import { makePrivateDirectory } from '../database/atomic-file.ts';
import { type BackupContent, readBackup, writeBackup } from '../database/backup.ts';
import { errorCode, type StorageCode, withStorageFailures } from '../database/storage-errors.ts';
import { type ChangeCode, withHeader } from './change-header.ts';
import { parseHeader, readHeader, spellHeader, writeHeader } from './header.ts';
import { backupsPath, databaseNameTaken, databasePath, nextDatabaseName } from './paths.ts';
import type { VaultSession } from './session.ts';
import { withVaultLock } from './vault-lock.ts';
import { LOCK_WAIT_MS, type VaultPlace } from './vault-place.ts';

const DAY_MS = 86_400_000;
const KEPT_WEEKS = 4;
/** As atomic-file.ts and backup.ts name their temporary files. */
const LEFTOVER_NAME = /^\..+\.[0-9a-f]{12}\.tmp$|^\.backup-[0-9a-f]{12}\.tmp$/;
const DAILY_NAME = /^daily-(\d{4}-\d{2}-\d{2})\.keyrail-backup$/;

/** Writes an encrypted backup of an unlocked vault to a file. It opens with the slots that the vault has now. */
export async function backUpVault(
  place: VaultPlace,
  session: VaultSession,
  path: string,
): Promise<Result<void, ChangeCode>> {
  return withHeader(place, session, async (header, keys) => {
    await writeBackup({
      path,
      header: spellHeader(header),
      db: session.db,
      databaseKey: keys.for('database'),
      workDirectory: place.home,
    });
    return success();
  });
}

/**
 * Writes today's backup (UTC) where there is none, and deletes those that are no longer kept: the newest `keepDays`, and of
 * older ones the newest of each of the last 4 weeks that have one.
 * @returns whether one was written
 */
export async function backUpDaily(
  place: VaultPlace,
  session: VaultSession,
  keepDays: number,
): Promise<Result<boolean, ChangeCode>> {
  const today = new Date(place.now()).toISOString().slice(0, 10);
  const path = join(backupsPath(place.home), `daily-${today}.keyrail-backup`);
  if (existsSync(path)) return success(false);
  const written = await backUpVault(place, session, path);
  if (!written.ok) return written;
  return withStorageFailures(async (): Promise<Result<boolean, StorageCode>> => {
    await removeLeftovers(place);
    const names = await readdir(backupsPath(place.home));
    const kept = keptDays(daysIn(names), keepDays);
    for (const name of names) {
      const day = DAILY_NAME.exec(name)?.[1];
      if (day !== undefined && !kept.has(day)) await rm(join(backupsPath(place.home), name), { force: true });
    }
    return success(true);
  });
}

/**
 * Which days' backups stay. It counts backups and not days since, so that a clock that jumps, or a month without the app,
 * deletes nothing.
 * @param days as 2026-11-21, in any order
 */
export function keptDays(days: readonly string[], keepDays: number): ReadonlySet<string> {
  const newestFirst = days.toSorted().toReversed();
  const kept = new Set(newestFirst.slice(0, keepDays));
  const weeks = new Set<number>();
  for (const day of newestFirst.slice(keepDays)) {
    const week = Math.floor((Date.parse(day) / DAY_MS + 3) / 7);
    if (weeks.has(week) || weeks.size >= KEPT_WEEKS) continue;
    weeks.add(week);
    kept.add(day);
  }
  return kept;
}

/** The days (UTC, as 2026-11-21) that have a daily backup; other files in the folder are none of ours. */
export async function dailyBackups(home: string): Promise<string[]> {
  try {
    return daysIn(await readdir(backupsPath(home)));
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return [];
    throw error;
  }
}

function daysIn(names: readonly string[]): string[] {
  return names.flatMap((name) => DAILY_NAME.exec(name)?.[1] ?? []);
}

export type RestoreCode = 'vault-exists' | 'backup-invalid' | 'file-unreadable' | 'vault-newer' | StorageCode;

/**
 * Puts a backup in place where there is no vault, or only a damaged one: what is there is left beside it. It opens with
 * the slots that the vault had then; on another machine that is a passphrase or the recovery code.
 */
export async function restoreBackup(home: string, file: string): Promise<Result<void, RestoreCode>> {
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
  return withStorageFailures(async (): Promise<Result<void, RestoreCode>> => {
    await makePrivateDirectory(home);
    const restored = await withVaultLock(home, LOCK_WAIT_MS, async (): Promise<Result<void, RestoreCode>> => {
      const existing = await readHeader(home);
      if (existing.ok) return failure('vault-exists', 'There is a vault here already; a backup does not replace it.');
      if (existing.error.code === 'vault-newer') return failure('vault-newer', existing.error.message);
      await makeRoomFor(home, header.value.database);
      await extractDatabase(databasePath(home, header.value.database));
      await writeHeader(home, header.value);
      return success();
    });
    return restored ?? failure('vault-busy', 'Another Keyrail process is changing this vault. Try again in a moment.');
  });
}

/**
 * A database without a readable header may still be somebody's: it is renamed, never overwritten. So is a WAL that lies
 * there alone, which SQLite would play into whatever comes beside it.
 */
async function makeRoomFor(home: string, name: string): Promise<void> {
  if (!databaseNameTaken(home, name)) return;
  let free = nextDatabaseName(name);
  while (databaseNameTaken(home, free)) free = nextDatabaseName(free);
  for (const suffix of ['-wal', '']) {
    if (existsSync(databasePath(home, name) + suffix)) {
      await rename(databasePath(home, name) + suffix, databasePath(home, free) + suffix);
    }
  }
  await rm(`${databasePath(home, name)}-shm`, { force: true });
}

/** Deletes what killed processes left half-written. A younger one may still be being written. */
async function removeLeftovers({ home, now }: VaultPlace): Promise<void> {
  for (const folder of [home, backupsPath(home)]) {
    for (const name of await readdir(folder)) {
      if (!LEFTOVER_NAME.test(name)) continue;
      const { mtimeMs } = await stat(join(folder, name));
      if (now() - mtimeMs > DAY_MS) await rm(join(folder, name), { force: true });
    }
  }
}
