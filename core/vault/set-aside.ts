// Not `node:fs/promises`: see core/database/atomic-file.ts.
import { existsSync, promises as files } from 'node:fs';
import { join } from 'node:path';
import { flushDirectory, makePrivateDirectory } from '../database/atomic-file.ts';
import { errorCode } from '../database/storage-errors.ts';
import { setAsidePath } from './paths.ts';

/**
 * What belongs to one vault in a data directory. The header goes first: from then on a move that is cut off is told as damage,
 * where a database without its WAL would open as it was some commits ago. The WAL goes last, and nothing is put in place before.
 */
const MOVED_IN_ORDER: readonly RegExp[] = [
  /^(vault\.json\.bak|new-vault\.json)$/,
  /^vault\.json$/,
  /^vault-[1-9]\d{0,8}\.db$/,
  /^(rotation-.+\.answer|reminders\.sealed)$/,
  /^vault-[1-9]\d{0,8}\.db-(wal|shm|journal)$/,
];
/** What the folder is called until the last file is in it. */
const UNFINISHED = ' (unfinished)';

/**
 * Moves the vault in `home` into a folder of its own below `home/set-aside`, whole: nothing of it is deleted or changed. A move
 * that was cut off goes on in its folder. By whoever holds the vault's lock, who calls {@link finishSettingAside} once another vault
 * is in place; until then no vault at all is told as one that lost its header.
 * @returns whether anything of a vault is in that folder
 * @throws errors of the file system; what was moved by then is in that folder
 */
export async function setVaultAside(home: string, nowMs: number): Promise<boolean> {
  const names = await namesIn(home);
  const moved = MOVED_IN_ORDER.flatMap((pattern) => names.filter((name) => pattern.test(name)));
  const begun = await unfinishedFolder(home, moved);
  if (moved.length === 0) return begun !== null;
  const folder = begun ?? `${await freeFolder(home, nowMs)}${UNFINISHED}`;
  await makePrivateDirectory(folder);
  for (const name of moved) await files.rename(join(home, name), join(folder, name));
  await flushDirectory(folder);
  await flushDirectory(home);
  return true;
}

/**
 * Gives the folders of {@link setVaultAside} their names.
 * @returns the newest one, or null where there is none
 */
export async function finishSettingAside(home: string, nowMs: number): Promise<string | null> {
  let newest: string | null = null;
  for (const name of (await namesIn(setAsidePath(home))).toSorted()) {
    if (!name.endsWith(UNFINISHED)) continue;
    const own = join(setAsidePath(home), name.replace(UNFINISHED, ''));
    newest = existsSync(own) ? await freeFolder(home, nowMs) : own;
    await files.rename(join(setAsidePath(home), name), newest);
  }
  if (newest !== null) await flushDirectory(setAsidePath(home));
  return newest;
}

/** Whether a vault was being moved away and no other has taken its place yet. */
export async function isSettingAside(home: string): Promise<boolean> {
  return (await namesIn(setAsidePath(home))).some((name) => name.endsWith(UNFINISHED));
}

/** The folder of a move that was cut off, where what is left has no namesake in it: it could be another vault's. */
async function unfinishedFolder(home: string, moved: readonly string[]): Promise<string | null> {
  for (const name of await namesIn(setAsidePath(home))) {
    if (!name.endsWith(UNFINISHED)) continue;
    const folder = join(setAsidePath(home), name);
    const there = new Set(await namesIn(folder));
    if (!moved.some((file) => there.has(file))) return folder;
  }
  return null;
}

/** Whether a database lies in `home`, or the WAL of one, by the names that a header may give to it. */
export async function hasDatabase(home: string): Promise<boolean> {
  return (await namesIn(home)).some((name) => /^vault-[1-9]\d{0,8}\.db(-wal)?$/.test(name));
}

/** What is in a folder; nothing where it is not there. */
export async function namesIn(folder: string): Promise<readonly string[]> {
  try {
    return await files.readdir(folder);
  } catch (error) {
    if (errorCode(error) === 'ENOENT' || errorCode(error) === 'ENOTDIR') return [];
    throw error;
  }
}

async function freeFolder(home: string, nowMs: number): Promise<string> {
  const stamp = new Date(nowMs).toISOString().slice(0, 19).replaceAll(':', '-');
  // A restore that is run again at once has its first folder beside it, under the name that it has until it is finished.
  const taken = new Set((await namesIn(setAsidePath(home))).map((one) => one.replace(UNFINISHED, '')));
  let name = stamp;
  for (let count = 2; taken.has(name); count += 1) name = `${stamp} ${count}`;
  return join(setAsidePath(home), name);
}
