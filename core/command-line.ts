import { accessSync, constants, statSync } from 'node:fs';
import { delimiter, isAbsolute, join } from 'node:path';

/** Windows tries these for a name without an ending; npm makes a `.cmd`. */
const WINDOWS_ENDINGS = ['.exe', '.cmd', '.ps1'];

/**
 * Where the `keyrail` command is that a terminal would start, or null. Relative parts of the path are left out: what they mean
 * depends on where somebody stands.
 *
 * @param env the process's environment
 * @param platform `process.platform`
 */
export function findCommandLine(env: NodeJS.ProcessEnv, platform: NodeJS.Platform): string | null {
  const names = platform === 'win32' ? WINDOWS_ENDINGS.map((ending) => `keyrail${ending}`) : ['keyrail'];
  const folders = (env['PATH'] ?? env['Path'] ?? '').split(delimiter).filter((folder) => isAbsolute(folder));
  return folders.flatMap((folder) => names.map((name) => join(folder, name))).find(isProgram) ?? null;
}

function isProgram(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return statSync(file).isFile();
  } catch {
    return false;
  }
}

/** The command that installs the command line of a version, on any system with Node 22 or newer. */
export function installCommand(version: string): string {
  return `npm install --global https://github.com/keyrail/keyrail/releases/download/v${version}/keyrail-${version}.tgz`;
}
