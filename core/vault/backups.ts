import { existsSync } from 'node:fs';
import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { type Result, success } from '#shared/contract/result.ts';
import { writeBackup } from '../database/backup.ts';
import { errorCode, type StorageCode, withStorageFailures } from '../database/storage-errors.ts';
import { type ChangeCode, withHeader } from './change-header.ts';
import { spellBackupHeader } from './header.ts';
import { backupsPath } from './paths.ts';
import type { VaultSession } from './session.ts';
import type { VaultPlace } from './vault-place.ts';

const DAY_MS = 86_400_000;
const KEPT_WEEKS = 4;
const KEPT_UPDATES = 3;
const BEFORE_NAME = /^before-\d{4}-.+-(\d{4}-\d{2}-\d{2})\.keyrail-backup$/;
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
      header: spellBackupHeader(header, keys),
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
    const names = await readdir(backupsPath(place.home));
    const kept = keptDays(daysIn(names), keepDays);
    for (const name of names) {
      const day = DAILY_NAME.exec(name)?.[1];
      const gone = day === undefined ? isOldBeforeMigration(name, names) : !kept.has(day);
      if (gone) await rm(join(backupsPath(place.home), name), { force: true });
    }
    return success(true);
  });
}

/** Of the backups before migrations those of the newest days stay, whole days: one update can have several migrations. */
function isOldBeforeMigration(name: string, names: readonly string[]): boolean {
  const dayOf = (one: string): string | undefined => BEFORE_NAME.exec(one)?.[1];
  const day = dayOf(name);
  if (day === undefined) return false;
  const days = new Set(names.flatMap((one) => dayOf(one) ?? []));
  return [...days].filter((one) => one > day).length >= KEPT_UPDATES;
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
