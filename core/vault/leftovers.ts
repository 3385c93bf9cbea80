import { promises as files, readdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import { storageFailure } from '../database/storage-errors.ts';
import { backupsPath } from './paths.ts';
import { withVaultLock } from './vault-lock.ts';
import type { VaultPlace } from './vault-place.ts';

/** As backup.ts names its copies, as large as the vault. Who makes one holds the vault's lock. */
const COPY_NAME = /^\.backup-[0-9a-f]{12}\.tmp$/;
/** As atomic-file.ts names its files, which are written in a moment. */
const FILE_NAME = /^\..+\.[0-9a-f]{12}\.tmp$/;
const SURELY_DEAD_AFTER_MS = 600_000;

/**
 * Deletes what killed processes left half-written in a data directory, when a vault is opened: killed often enough, they would
 * fill the disk. It waits for nobody, and a disk that cannot be written to keeps them.
 */
export async function removeLeftovers({ home, now }: Pick<VaultPlace, 'home' | 'now'>): Promise<void> {
  try {
    const left = leftovers(home);
    if (left.length === 0) return;
    await withVaultLock(home, 0, async () => {
      for (const path of left) {
        const found = await files.stat(path).catch(() => null);
        const old = found !== null && Math.abs(now() - found.mtimeMs) > SURELY_DEAD_AFTER_MS;
        if (old || COPY_NAME.test(basename(path))) await files.rm(path, { force: true });
      }
    });
  } catch (error) {
    if (storageFailure(error) === null) throw error;
  }
}

/** Not by promises: starting Node's threads for two looks is 2 ms of each `keyrail get`. */
function leftovers(home: string): readonly string[] {
  return [home, backupsPath(home)].flatMap((folder) =>
    namesIn(folder)
      .filter((name) => COPY_NAME.test(name) || FILE_NAME.test(name))
      .map((name) => join(folder, name)),
  );
}

function namesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch {
    // No backup was made yet, or the folder may not be read: then nothing is cleared away.
    return [];
  }
}
