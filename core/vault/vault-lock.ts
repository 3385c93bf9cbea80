import { createPrivateFile } from '../database/atomic-file.ts';
import { openSqlite } from '../database/sqlite.ts';
import { errorCode } from '../database/storage-errors.ts';
import { lockPath } from './paths.ts';

const RETRY_AFTER_MS = 20;

/**
 * Lets one process at a time change the header or make a vault. The lock is SQLite's own exclusive lock on a file that
 * stays empty: the operating system releases it when its holder dies in any way, so that there is no stale lock to detect,
 * and it holds between processes as well as inside one.
 * @param waitMs how long to wait for the holder
 * @returns null where the wait was over first
 */
export async function withVaultLock<T>(home: string, waitMs: number, work: () => Promise<T>): Promise<T | null> {
  return withFileLock(lockPath(home), waitMs, work);
}

/** As {@link withVaultLock}, on a lock file of its own. */
export async function withFileLock<T>(path: string, waitMs: number, work: () => Promise<T>): Promise<T | null> {
  const release = await acquire(path, waitMs);
  if (release === null) return null;
  try {
    return await work();
  } finally {
    release();
  }
}

async function acquire(path: string, waitMs: number): Promise<(() => void) | null> {
  const deadline = performance.now() + waitMs;
  await createPrivateFile(path);
  const file = openSqlite(path, { timeout: 0 });
  for (;;) {
    try {
      file.exec('BEGIN EXCLUSIVE');
      return () => file.close();
    } catch (error) {
      const code = errorCode(error);
      if (code === null || !/^SQLITE_BUSY/.test(code)) {
        file.close();
        throw error;
      }
    }
    if (performance.now() > deadline) {
      file.close();
      return null;
    }
    await new Promise((resolve) => setTimeout(resolve, RETRY_AFTER_MS));
  }
}
