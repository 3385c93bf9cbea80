import { accessSync, constants, type Stats } from 'node:fs';
import { chmod, lstat, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { DIRECTORY_MODE, FILE_MODE } from './atomic-file.ts';
import { errorCode } from './storage-errors.ts';

export type PermissionProblem = {
  readonly path: string;
  readonly mode: number;
  readonly wanted: number;
  /**
   * `open`: others than the owner may read or write it; `closed`: its owner may not write it; `foreign`: it belongs to
   * another user; `read-only`: the disk takes no writes. Only the first two are a matter of the mode.
   */
  readonly what: 'open' | 'closed' | 'foreign' | 'read-only';
};

/** The browser's own profiles, which come and go while a window is open; only we may enter the folder. */
const NOT_OURS = 'host';

/** What keeps the files and directories under `home` from being only ours, or from being written to. Empty on Windows. */
export async function permissionProblems(home: string): Promise<readonly PermissionProblem[]> {
  if (process.platform === 'win32') return [];
  const problems: PermissionProblem[] = [];
  for (const path of await everythingUnder(home)) {
    const found = await statOf(path);
    // A link has no mode of its own, and what it leads to is not ours to judge.
    if (found === null || found.isSymbolicLink()) continue;
    const what = problemOf(path, found, path === home);
    const wanted = found.isDirectory() ? DIRECTORY_MODE : FILE_MODE;
    if (what !== null) problems.push({ path, mode: found.mode & 0o777, wanted, what });
  }
  return problems;
}

function problemOf(path: string, found: Stats, isHome: boolean): PermissionProblem['what'] | null {
  const mode = found.mode & 0o777;
  const own = found.isDirectory() ? DIRECTORY_MODE : FILE_MODE;
  // Root opens what belongs to others, but what it then makes belongs to root.
  if (found.uid !== process.getuid?.()) return 'foreign';
  if ((mode & 0o077) !== 0) return 'open';
  if ((mode & own) !== own) return 'closed';
  return isHome && !writable(path) ? 'read-only' : null;
}

function writable(path: string): boolean {
  try {
    accessSync(path, constants.W_OK);
    return true;
  } catch {
    return false;
  }
}

/** Gives files and directories the modes that they are to have, as far as they are ours to change. */
export async function mendPermissions(problems: readonly PermissionProblem[]): Promise<readonly PermissionProblem[]> {
  const mendable = problems.filter(({ what }) => what === 'open' || what === 'closed');
  for (const problem of mendable) await chmod(problem.path, problem.wanted);
  return mendable;
}

async function everythingUnder(folder: string, isHome = true): Promise<readonly string[]> {
  try {
    const paths = [folder];
    for (const entry of await readdir(folder, { withFileTypes: true })) {
      const path = join(folder, entry.name);
      if (entry.isDirectory() && !(isHome && entry.name === NOT_OURS))
        paths.push(...(await everythingUnder(path, false)));
      else paths.push(path);
    }
    return paths;
  } catch (error) {
    const code = errorCode(error);
    if (code === 'ENOENT') return [];
    // One that may not be read is a problem of its own, which its mode or owner tells.
    if (code === 'EACCES' || code === 'EPERM') return [folder];
    throw error;
  }
}

/** Null for a file that is gone meanwhile. */
async function statOf(path: string): Promise<Stats | null> {
  try {
    return await lstat(path);
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return null;
    throw error;
  }
}
