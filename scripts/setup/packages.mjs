// Decides whether node_modules is what package-lock.json asks for, and makes it so.
import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import { isOnPinnedNode, root } from '../pinned-node.mjs';
import { run } from '../processes.mjs';

/**
 * @typedef {{ version?: string, integrity?: string, optional?: boolean, devOptional?: boolean, link?: boolean }} LockedPackage
 * @typedef {{ packages?: Record<string, LockedPackage> }} Lockfile
 */

const LOCKFILE = path.join(root, 'package-lock.json');
const STAMP = path.join(root, 'node_modules', '.keyrail-setup.json');
/** npm's own record of what it last installed. */
const INSTALLED = path.join(root, 'node_modules', '.package-lock.json');

/**
 * Installs the packages from the lockfile when they are missing or out of date. Scripts of packages never run.
 *
 * @returns {Promise<boolean>} whether the packages are there
 */
export async function ensurePackages() {
  const wanted = stampFor(readFileSync(LOCKFILE));
  if (readText(STAMP) === wanted) return true;

  // Somebody ran npm by hand: nothing to do but to remember it.
  if (installedMatchesLockfile(readText(LOCKFILE), readText(INSTALLED))) {
    writeFileSync(STAMP, wanted);
    return true;
  }

  if (process.platform === 'win32' && isOnPinnedNode()) {
    // Windows cannot delete the node.exe that runs this very script, which `npm ci` would.
    process.stderr.write('The packages are out of date. Run: npm ci --ignore-scripts\n');
    return false;
  }

  process.stderr.write('Installing the packages from package-lock.json …\n');
  const status = await npm(['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error']);
  if (status !== 0) {
    process.stderr.write('npm could not install the packages (see above). Then run: npm ci --ignore-scripts\n');
    return false;
  }
  writeFileSync(STAMP, wanted);
  return true;
}

/**
 * @param {Buffer} lockfile
 * @returns {string} what the stamp says when this lockfile is installed for this platform
 */
function stampFor(lockfile) {
  const lock = createHash('sha256').update(lockfile).digest('hex');
  return `${JSON.stringify({ lock, platform: process.platform, arch: process.arch })}\n`;
}

/**
 * @param {string | undefined} lockfileText
 * @param {string | undefined} installedText
 * @returns {boolean} whether each package of the lockfile is installed; optional ones may be left out, as they are for other platforms
 */
export function installedMatchesLockfile(lockfileText, installedText) {
  if (lockfileText === undefined || installedText === undefined) return false;
  const wanted = packagesOf(lockfileText);
  const installed = packagesOf(installedText);
  return Object.entries(wanted).every(([where, entry]) => {
    if (where === '') return true;
    const found = installed[where];
    if (found === undefined) return entry.optional === true || entry.devOptional === true;
    return found.version === entry.version && found.integrity === entry.integrity;
  });
}

/**
 * @param {string} text
 * @returns {Record<string, LockedPackage>}
 */
function packagesOf(text) {
  try {
    const lockfile = /** @type {Lockfile} */ (JSON.parse(text));
    return lockfile.packages ?? {};
  } catch {
    // A half-written record counts as nothing installed.
    return {};
  }
}

/**
 * @param {string} file
 * @returns {string | undefined} undefined when it does not exist
 */
function readText(file) {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
}

/**
 * @param {readonly string[]} args
 * @returns {Promise<number>}
 */
function npm(args) {
  // Standard output belongs to the command that the person asked for; npm's progress goes beside our messages.
  /** @type {import('node:child_process').SpawnOptions} */
  const options = { cwd: root, stdio: ['ignore', 2, 'inherit'] };
  const { npm_execpath: script, npm_node_execpath: node } = process.env;
  if (script?.endsWith('npm-cli.js') && node !== undefined) return run(node, [script, ...args], options);
  return process.platform === 'win32' ? run('npm.cmd', args, { ...options, shell: true }) : run('npm', args, options);
}
