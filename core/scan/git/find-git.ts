import { accessSync, constants, statSync } from 'node:fs';
import path from 'node:path';

/**
 * The absolute path of the git program on `PATH`, or null. Found here and not left to the system: Windows looks into the
 * current folder first, and an entry of `PATH` may be relative; a scanned repository must not bring its own git.
 */
export function findGit(env: NodeJS.ProcessEnv, platform: NodeJS.Platform = process.platform): string | null {
  const windows = platform === 'win32';
  const variable = windows ? Object.keys(env).find((name) => name.toUpperCase() === 'PATH') : 'PATH';
  const folders = (env[variable ?? 'PATH'] ?? '').split(windows ? ';' : ':');
  for (const folder of folders) {
    if (!path.isAbsolute(folder)) continue;
    const file = path.join(folder, windows ? 'git.exe' : 'git');
    if (isProgram(file)) return file;
  }
  return null;
}

function isProgram(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return statSync(file).isFile();
  } catch {
    return false;
  }
}
