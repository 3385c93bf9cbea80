// What must come from the operating system: named by the one command that installs it, or, on Debian and Ubuntu as root, installed.
import { existsSync, readFileSync } from 'node:fs';
import process from 'node:process';
import { run } from '../processes.mjs';
import { findBrowser, findElectron, findOnPath } from './runtimes.mjs';

/**
 * @typedef {'start' | 'test'} Purpose
 * @typedef {'browser' | 'gnome-keyring' | 'dbus' | 'xvfb' | 'xauth'} Need
 */

/** The programs by which a need counts as met, on Linux. */
const PROGRAMS = /** @type {const} */ ({
  'gnome-keyring': 'gnome-keyring-daemon',
  dbus: 'dbus-run-session',
  xvfb: 'xvfb-run',
  xauth: 'xauth',
});

/**
 * @param {Purpose} purpose
 * @returns {Need[]} what is missing on this machine
 */
export function missingNeeds(purpose) {
  /** @type {Need[]} */
  const missing = [];
  // The tests drive the Chromium runtime even where Electron is there; the app needs one of the two.
  const needsBrowser = purpose === 'test' || findElectron() === undefined;
  if (needsBrowser && findBrowser() === undefined) missing.push('browser');
  if (purpose === 'test' && process.platform === 'linux') {
    for (const [need, program] of /** @type {[keyof typeof PROGRAMS, string][]} */ (Object.entries(PROGRAMS))) {
      if (findOnPath(program) === undefined) missing.push(need);
    }
  }
  return missing;
}

/**
 * Installs what is missing where that is ours to do, else says what the person has to run.
 *
 * @param {Purpose} purpose
 * @returns {Promise<boolean>} whether everything is there now
 */
export async function ensureSystemPackages(purpose) {
  const missing = missingNeeds(purpose);
  if (missing.length === 0) return true;

  if (process.getuid?.() === 0 && isDebianFamily()) {
    process.stderr.write(`Installing ${missing.join(', ')} with apt-get …\n`);
    await aptInstall(missing.map((need) => debianPackage(need)));
  }

  const stillMissing = missingNeeds(purpose);
  if (stillMissing.length === 0) return true;
  process.stderr.write(`${explain(purpose, stillMissing)}\n`);
  return false;
}

/** @param {readonly string[]} packages */
async function aptInstall(packages) {
  /** @type {import('node:child_process').SpawnOptions} */
  const options = { stdio: ['ignore', 2, 'inherit'], env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' } };
  // An update that fails (one mirror of many is down) does not mean that the install will.
  await run('apt-get', ['update', '-qq'], options);
  await run('apt-get', ['install', '-y', '-qq', '--no-install-recommends', ...packages], options);
}

/**
 * @param {Purpose} purpose
 * @param {readonly Need[]} missing
 * @returns {string}
 */
function explain(purpose, missing) {
  const what = missing.map((need) => (need === 'browser' ? 'Chrome, Chromium, Edge or Brave' : need)).join(', ');
  const reason =
    purpose === 'start'
      ? 'Keyrail opens its window with Electron, or with an installed Chrome, Chromium, Edge or Brave, and found none of them.'
      : `The tests need what is not installed: ${what}.`;
  return `${reason}\nRun this, then the same command again:\n\n    ${installCommand(missing)}\n`;
}

/**
 * @param {readonly Need[]} missing
 * @returns {string} one command for this system
 */
function installCommand(missing) {
  if (process.platform === 'darwin') return 'brew install --cask google-chrome';
  if (process.platform === 'win32') return 'winget install --exact --id Google.Chrome';
  const sudo = process.getuid?.() === 0 ? '' : 'sudo ';
  if (isDebianFamily()) return `${sudo}apt-get install -y ${missing.map((need) => debianPackage(need)).join(' ')}`;
  if (existsSync('/usr/bin/dnf')) return `${sudo}dnf install -y ${missing.map((need) => FEDORA[need]).join(' ')}`;
  if (existsSync('/usr/bin/pacman')) return `${sudo}pacman -S --needed ${missing.map((need) => ARCH[need]).join(' ')}`;
  if (existsSync('/usr/bin/zypper')) return `${sudo}zypper install ${missing.map((need) => SUSE[need]).join(' ')}`;
  const onlyBrowser = missing.every((need) => need === 'browser');
  return onlyBrowser ? 'npx install-electron' : `(your package manager's install command) ${missing.join(' ')}`;
}

/** @param {Need} need */
function debianPackage(need) {
  // Ubuntu has no package named chromium; chromium-browser brings the snap.
  if (need === 'browser') return osRelease().includes('\nID=ubuntu') ? 'chromium-browser' : 'chromium';
  return need;
}

/** @type {Record<Need, string>} */
const FEDORA = {
  browser: 'chromium',
  'gnome-keyring': 'gnome-keyring',
  dbus: 'dbus-daemon',
  xvfb: 'xorg-x11-server-Xvfb',
  xauth: 'xorg-x11-xauth',
};

/** @type {Record<Need, string>} */
const ARCH = {
  browser: 'chromium',
  'gnome-keyring': 'gnome-keyring',
  dbus: 'dbus',
  xvfb: 'xorg-server-xvfb',
  xauth: 'xorg-xauth',
};

/** @type {Record<Need, string>} */
const SUSE = {
  browser: 'chromium',
  'gnome-keyring': 'gnome-keyring',
  dbus: 'dbus-1',
  xvfb: 'xvfb-run',
  xauth: 'xauth',
};

/** @returns {boolean} */
function isDebianFamily() {
  return existsSync('/etc/debian_version') && existsSync('/usr/bin/apt-get');
}

/** @returns {string} */
function osRelease() {
  try {
    return `\n${readFileSync('/etc/os-release', 'utf8')}`;
  } catch {
    return '';
  }
}
