// Finds what can show the window: Electron's binary, else an installed browser of the Chromium family.
import { existsSync, readFileSync } from 'node:fs';
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
 * runs on Node 20, before any package is installed.
 *
 * @returns {string | undefined}
 */
export function findBrowser() {
  const chosen = process.env['KEYRAIL_BROWSER'];
  if (chosen !== undefined && chosen !== '') return existing(chosen);
  if (process.platform === 'darwin') return firstExisting(macApplications());
  if (process.platform === 'win32') return firstExisting(windowsPrograms());
  for (const name of LINUX_COMMANDS) {
    const found = findOnPath(name);
    if (found !== undefined) return found;
  }
  return firstExisting(LINUX_PLACES);
}

const LINUX_COMMANDS = [
  'google-chrome-stable',
  'google-chrome',
  'chromium',
  'chromium-browser',
  'microsoft-edge-stable',
  'microsoft-edge',
  'brave-browser',
  'brave',
];

const LINUX_PLACES = [
  '/opt/google/chrome/chrome',
  '/usr/lib/chromium/chromium',
  '/opt/microsoft/msedge/msedge',
  '/opt/brave.com/brave/brave',
  '/snap/bin/chromium',
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
    if (folder !== '' && existsSync(path.join(folder, name))) return path.join(folder, name);
  }
  return undefined;
}

/** @param {readonly string[]} candidates */
function firstExisting(candidates) {
  return candidates.find((candidate) => existsSync(candidate));
}

/** @param {string} candidate */
function existing(candidate) {
  return existsSync(candidate) ? candidate : undefined;
}
