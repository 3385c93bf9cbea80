// Finds what can show the window: Electron's binary, else an installed browser of the Chromium family.
import { accessSync, constants, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import { root } from '../pinned-node.mjs';

/**
 * Electron's binary as the `electron` package's own index.js looks for it, without its download.
 *
 * @returns {string | undefined}
 */
export function findElectron() {
  const packageFolder = path.join(root, 'node_modules', 'electron');
  const override = process.env['ELECTRON_OVERRIDE_DIST_PATH'];
  let executable;
  try {
    executable = readFileSync(path.join(packageFolder, 'path.txt'), 'utf8');
  } catch {
    // Written by the download only; an override works without it.
  }
  if (override !== undefined && override !== '') return existing(path.join(override, executable ?? 'electron'));
  return executable === undefined ? undefined : existing(path.join(packageFolder, 'dist', executable));
}

/**
 * An installed Chrome, Chromium, Edge or Brave. The twin of chromium/find-browser.ts, which cannot be used here: set-up
 * runs on Node 20, where TypeScript does not. A test holds the two against each other.
 *
 * @returns {string | undefined}
 */
export function findBrowser() {
  const chosen = process.env['KEYRAIL_BROWSER'];
  if (chosen !== undefined && chosen !== '') return existing(chosen);
  if (process.platform === 'darwin') return firstExisting(macApplications());
  if (process.platform === 'win32') return firstExisting(windowsPrograms());
  return LINUX_COMMANDS.map((name) => findOnPath(name)).find((found) => found !== undefined);
}

const LINUX_COMMANDS = [
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

/** @returns {string[]} */
function macApplications() {
  const names = ['Google Chrome', 'Chromium', 'Microsoft Edge', 'Brave Browser'];
  const folders = ['/Applications', path.join(process.env['HOME'] ?? '/', 'Applications')];
  return folders.flatMap((folder) => names.map((name) => `${folder}/${name}.app/Contents/MacOS/${name}`));
}

/** @returns {string[]} */
function windowsPrograms() {
  const folders = ['PROGRAMFILES', 'PROGRAMFILES(X86)', 'LOCALAPPDATA'].map((name) => process.env[name] ?? '');
  const programs = [
    'Google\\Chrome\\Application\\chrome.exe',
    'Chromium\\Application\\chrome.exe',
    'Microsoft\\Edge\\Application\\msedge.exe',
    'BraveSoftware\\Brave-Browser\\Application\\brave.exe',
  ];
  return programs.flatMap((program) => folders.filter(Boolean).map((folder) => `${folder}\\${program}`));
}

/**
 * @param {string} name a program's name, without a folder
 * @returns {string | undefined} its full path, where PATH has it
 */
export function findOnPath(name) {
  for (const folder of (process.env['PATH'] ?? '').split(path.delimiter)) {
    if (folder !== '' && isExecutable(path.join(folder, name))) return path.join(folder, name);
  }
  return undefined;
}

/** @param {readonly string[]} candidates */
function firstExisting(candidates) {
  return candidates.find((candidate) => isExecutable(candidate));
}

/** @param {string} candidate */
function existing(candidate) {
  return isExecutable(candidate) ? candidate : undefined;
}

/** @param {string} file */
function isExecutable(file) {
  try {
    accessSync(file, constants.X_OK);
    return statSync(file).isFile();
  } catch {
    return false;
  }
}
