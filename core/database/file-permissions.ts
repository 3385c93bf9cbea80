import { chmod, lstat, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { DIRECTORY_MODE, FILE_MODE } from './atomic-file.ts';
import { errorCode } from './storage-errors.ts';

export type PermissionProblem = { readonly path: string; readonly mode: number; readonly wanted: number };

/** Files and directories under `home` that others than their owner may read or write. Empty on Windows. */
export async function permissionProblems(home: string): Promise<readonly PermissionProblem[]> {
  if (process.platform === 'win32') return [];
  const problems: PermissionProblem[] = [];
  for (const path of await everythingUnder(home)) {
    const found = await lstat(path);
    // A link has no mode of its own, and what it leads to is not ours to judge.
    if (found.isSymbolicLink()) continue;
    const mode = found.mode & 0o777;
    if ((mode & 0o077) !== 0) problems.push({ path, mode, wanted: found.isDirectory() ? DIRECTORY_MODE : FILE_MODE });
  }
  return problems;
}

/** Takes the rights of others away. */
export async function mendPermissions(problems: readonly PermissionProblem[]): Promise<void> {
  for (const problem of problems) await chmod(problem.path, problem.wanted);
}

async function everythingUnder(home: string): Promise<readonly string[]> {
  try {
    const entries = await readdir(home, { recursive: true });
    return [home, ...entries.map((entry) => join(home, entry))];
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return [];
    throw error;
  }
}
