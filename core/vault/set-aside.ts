// Not `node:fs/promises`: see core/database/atomic-file.ts.
import { promises as files } from 'node:fs';
import { join } from 'node:path';
import { flushDirectory, makePrivateDirectory } from '../database/atomic-file.ts';
import { errorCode } from '../database/storage-errors.ts';
import { setAsidePath } from './paths.ts';

/**
 * What belongs to one vault in a data directory. A WAL goes before its database: left behind alone, SQLite would play it
 * into whatever comes under that name. The header goes last, so that a move that is cut off is still told as damage.
 */
const MOVED_IN_ORDER: readonly RegExp[] = [
  /^vault-[1-9]\d{0,8}\.db-(wal|shm|journal)$/,
  /^vault-[1-9]\d{0,8}\.db$/,
  /^(rotation-.+\.answer|reminders\.sealed)$/,
  /^(vault\.json\.bak|new-vault\.json)$/,
  /^vault\.json$/,
];

/**
 * Moves the vault in `home` into a folder of its own below `home/set-aside`, whole: nothing of it is deleted or changed.
 * By whoever holds the vault's lock.
 * @returns the folder, or null where nothing of a vault was there
 * @throws errors of the file system; what was moved by then is in that folder
 */
export async function setVaultAside(home: string, nowMs: number): Promise<string | null> {
  const names = await namesIn(home);
  const moved = MOVED_IN_ORDER.flatMap((pattern) => names.filter((name) => pattern.test(name)));
  if (moved.length === 0) return null;
  const folder = await freeFolder(home, nowMs);
  for (const name of moved) await files.rename(join(home, name), join(folder, name));
  await flushDirectory(folder);
  await flushDirectory(home);
  return folder;
}

/** Whether a database lies in `home`, by the names that a header may give to it. */
export async function hasDatabase(home: string): Promise<boolean> {
  return (await namesIn(home)).some((name) => /^vault-[1-9]\d{0,8}\.db$/.test(name));
}

async function namesIn(home: string): Promise<readonly string[]> {
  try {
    return await files.readdir(home);
  } catch (error) {
    if (errorCode(error) === 'ENOENT' || errorCode(error) === 'ENOTDIR') return [];
    throw error;
  }
}

async function freeFolder(home: string, nowMs: number): Promise<string> {
  const stamp = new Date(nowMs).toISOString().slice(0, 19).replaceAll(':', '-');
  const taken = new Set(await namesIn(setAsidePath(home)));
  let name = stamp;
  for (let count = 2; taken.has(name); count += 1) name = `${stamp} ${count}`;
  const folder = join(setAsidePath(home), name);
  await makePrivateDirectory(folder);
  return folder;
}
