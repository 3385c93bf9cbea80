import { accessSync, constants, statSync } from 'node:fs';
import { delimiter, join } from 'node:path';

/** The browsers that the window can run on, by the names of their programs, best known first. */
const COMMANDS = [
  ...['google-chrome-stable', 'google-chrome', 'chrome', 'chromium', 'chromium-browser'],
  ...['microsoft-edge-stable', 'microsoft-edge', 'brave-browser', 'brave'],
];
const MAC_APPLICATIONS = ['Google Chrome', 'Chromium', 'Microsoft Edge', 'Brave Browser'];
const WINDOWS_PROGRAMS = [
  ['Google', 'Chrome', 'Application', 'chrome.exe'],
  ['Chromium', 'Application', 'chrome.exe'],
  ['Microsoft', 'Edge', 'Application', 'msedge.exe'],
  ['BraveSoftware', 'Brave-Browser', 'Application', 'brave.exe'],
];

/** The browser that the window would use where there is no Electron, or what to do about it. Doctor says it. */
export function findBrowser(
  env: NodeJS.ProcessEnv,
  platform: NodeJS.Platform = process.platform,
): { ok: true; path: string } | { ok: false; problem: string } {
  const chosen = env['KEYRAIL_BROWSER'] ?? '';
  if (chosen !== '') {
    return isExecutable(chosen)
      ? { ok: true, path: chosen }
      : { ok: false, problem: 'KEYRAIL_BROWSER names no program. Correct it, or unset it.' };
  }
  const path = candidates(env, platform).find(isExecutable);
  return path === undefined
    ? { ok: false, problem: 'Install Chrome, Chromium, Edge or Brave, or name one in KEYRAIL_BROWSER.' }
    : { ok: true, path };
}

function candidates(env: NodeJS.ProcessEnv, platform: NodeJS.Platform): string[] {
  switch (platform) {
    case 'darwin':
      return ['/Applications', join(env['HOME'] ?? '/', 'Applications')].flatMap((folder) =>
        MAC_APPLICATIONS.map((name) => join(folder, `${name}.app`, 'Contents', 'MacOS', name)),
      );
    case 'win32':
      return ['PROGRAMFILES', 'PROGRAMFILES(X86)', 'LOCALAPPDATA'].flatMap((variable) => {
        const folder = env[variable];
        return folder === undefined ? [] : WINDOWS_PROGRAMS.map((parts) => join(folder, ...parts));
      });
    default:
      return (env['PATH'] ?? '')
        .split(delimiter)
        .filter((folder) => folder !== '')
        .flatMap((folder) => COMMANDS.map((name) => join(folder, name)));
  }
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false;
  }
}
