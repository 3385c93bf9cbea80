import { accessSync, constants, statSync } from 'node:fs';
import { delimiter, join } from 'node:path';

/** Names under which the browsers are installed on PATH, best known first. */
const COMMANDS = [
  'google-chrome-stable',
  'google-chrome',
  'chrome',
  'chromium',
  'chromium-browser',
  'microsoft-edge-stable',
  'microsoft-edge',
  'brave-browser',
  'brave',
];

const MAC_APPLICATIONS = ['Google Chrome', 'Chromium', 'Microsoft Edge', 'Brave Browser'];

const WINDOWS_PATHS = [
  'Google\\Chrome\\Application\\chrome.exe',
  'Chromium\\Application\\chrome.exe',
  'Microsoft\\Edge\\Application\\msedge.exe',
  'BraveSoftware\\Brave-Browser\\Application\\brave.exe',
];

type Environment = Readonly<Record<string, string | undefined>>;

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false;
  }
}

function candidates(env: Environment, platform: NodeJS.Platform): string[] {
  const onPath = (env['PATH'] ?? '').split(delimiter).filter((folder) => folder !== '');
  switch (platform) {
    case 'darwin':
      return ['/Applications', join(env['HOME'] ?? '/', 'Applications')].flatMap((folder) =>
        MAC_APPLICATIONS.map((name) => join(folder, `${name}.app`, 'Contents', 'MacOS', name)),
      );
    case 'win32':
      return ['PROGRAMFILES', 'PROGRAMFILES(X86)', 'LOCALAPPDATA'].flatMap((variable) => {
        const folder = env[variable];
        return folder === undefined ? [] : WINDOWS_PATHS.map((path) => join(folder, path));
      });
    default:
      return COMMANDS.flatMap((name) => onPath.map((folder) => join(folder, name)));
  }
}

/**
 * The installed Chrome, Chromium, Edge or Brave, or undefined. `KEYRAIL_BROWSER` names another; when it is set and is not
 * an executable file, nothing else is tried, so that a mistyped path does not start a different browser.
 */
export function findBrowser(env: Environment = process.env, platform = process.platform): string | undefined {
  const chosen = env['KEYRAIL_BROWSER'];
  if (chosen !== undefined && chosen !== '') return isExecutable(chosen) ? chosen : undefined;
  return candidates(env, platform).find(isExecutable);
}
